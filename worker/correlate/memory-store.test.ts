import { conformsToIncidentStore } from './incident-store.conformance.ts'
import { MemoryStore } from './memory-store.ts'

conformsToIncidentStore('MemoryStore', () => {
  const store = new MemoryStore()
  return {
    store,
    all: () =>
      new Map(
        [...store.incidents].map(([id, { summary, entries }]) => [id, { summary, entries: [...entries.values()] }]),
      ),
  }
})
