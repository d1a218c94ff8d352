import { expect, test } from 'vitest'
import { lineage, occurrence } from '../fixtures/alerts.ts'
import { MemoryStore } from './memory-store.ts'
import { applyPatch, type PatchedStore } from './patch.ts'
import { place } from './place.ts'

const pending = { complete: false, lostEvents: 0, missing: ['container metadata pending'] }
const whole = { complete: true, lostEvents: 0, missing: [] }
const shared = { lineage: lineage('cat 31 < sh 30'), containerId: 'abababababab' }
const left = occurrence('1', 0, { ...shared, evidence: pending, patchable: 'a', output: 'image=<NA>' })
const patch = occurrence('2', 0, { ...shared, evidence: whole, patches: 'a', output: 'image=web', seq: 2 })

const storeOf = (...occurrences: readonly (typeof left)[]) => {
  const memory = new MemoryStore()
  for (const one of occurrences) place(one, memory)
  const entriesOf = (incident: string) => [...(memory.incidents.get(incident)?.entries.values() ?? [])]
  const store: PatchedStore = {
    intervals: (key, from, to) => memory.intervals(key, from, to),
    entry: (incident, fingerprint) => memory.entry(incident, fingerprint),
    putEntry: (incident, entry) => memory.putEntry(incident, entry),
    summary: (incident) => memory.summary(incident),
    putSummary: (incident, summary) => memory.putSummary(incident, summary),
    entries: entriesOf,
  }
  return { memory, store, entriesOf }
}

test('a patch completes the alert under its own id, once or twice, and counts nothing', () => {
  const { memory, store, entriesOf } = storeOf(left)
  const incident = applyPatch(patch, store)
  if (incident === undefined) throw new Error('nothing was patched')
  const once = structuredClone([...memory.incidents])
  expect(entriesOf(incident)).toMatchObject([
    {
      count: 1,
      first: { id: left.id },
      sample: { id: left.id, alert: { seq: 1, output: 'image=web', evidence: whole } },
    },
  ])
  expect(memory.summary(incident)).toMatchObject({ count: 1, evidence: whole })
  expect(applyPatch(patch, store)).toBe(undefined)
  expect([...memory.incidents]).toEqual(once)
})

test('an incident goes on missing what another of its alerts still waits for', () => {
  const other = occurrence('3', 1, { ...shared, rule: 'Other', evidence: pending, patchable: 'b' })
  const { memory, store } = storeOf(left, other)
  const incident = applyPatch(patch, store) ?? ''
  expect(memory.summary(incident).evidence).toEqual(pending)
  applyPatch(occurrence('4', 1, { ...shared, rule: 'Other', evidence: whole, patches: 'b' }), store)
  expect(memory.summary(incident).evidence).toEqual(whole)
})

test.each([
  { name: 'of an alert that never came', before: [] },
  {
    name: 'of an alert that a repeat has replaced',
    before: [left, occurrence('5', 1, { ...shared, output: 'newer' })],
  },
  { name: 'by another name', before: [{ ...left, alert: { ...left.alert, patchable: 'z' } }] },
  { name: 'of another node', before: [occurrence('1', 0, left.alert, 'n2')] },
])('a patch $name changes nothing', ({ before }) => {
  const { memory, store } = storeOf(...before)
  const untouched = structuredClone([...memory.incidents])
  expect(applyPatch(patch, store)).toBe(undefined)
  expect([...memory.incidents]).toEqual(untouched)
})
