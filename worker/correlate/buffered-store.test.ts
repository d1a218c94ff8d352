import { expect, test } from 'vitest'
import { occurrence } from '../fixtures/alerts.ts'
import { memorySql } from '../fixtures/sqlite.ts'
import { BufferedStore } from './buffered-store.ts'
import { conformsToIncidentStore } from './incident-store.conformance.ts'
import { MemoryStore } from './memory-store.ts'
import { place } from './place.ts'
import { SqlStore } from './sql-store.ts'

conformsToIncidentStore('BufferedStore', () => {
  const sql = memorySql()
  const below = new SqlStore(sql)
  const store = new BufferedStore(below)
  const ids = () => sql.exec<{ id: string }>('SELECT id FROM incidents').toArray()
  const all = () => {
    store.flush()
    return new Map(ids().map(({ id }) => [id, { summary: below.summary(id), entries: below.entries(id, -1) }]))
  }
  return { store, all }
})

test('nothing reaches the store below before a flush', () => {
  const below = new MemoryStore()
  const store = new BufferedStore(below)
  place(occurrence('1', 0), store)
  expect(below.incidents.size).toBe(0)
  store.flush()
  expect(below.incidents.size).toBe(1)
  place(occurrence('2', 1), store)
  store.flush()
  expect([...below.incidents.values()].map(({ summary }) => summary.count)).toEqual([2])
})
