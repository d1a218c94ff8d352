import { expect, test } from 'vitest'
import { lineage, occurrence } from '../fixtures/alerts.ts'
import { MemoryStore } from './memory-store.ts'
import { applyPatch } from './patch.ts'
import { place } from './place.ts'

const pending = { complete: false, lostEvents: 0, missing: ['container metadata pending'] }
const whole = { complete: true, lostEvents: 0, missing: [] }
const shared = { lineage: lineage('cat 31 < sh 30'), containerId: 'abababababab' }
const left = occurrence('1', 0, { ...shared, evidence: pending, patchable: 'a', output: 'image=<NA>' })
const patch = occurrence('2', 0, { ...shared, evidence: whole, patches: 'a', output: 'image=web', seq: 2 })

const storeOf = (...occurrences: readonly (typeof left)[]) => {
  const memory = new MemoryStore()
  for (const one of occurrences) place(one, memory)
  return memory
}

test('a patch completes the alert under its own id, once or twice, and counts nothing', () => {
  const memory = storeOf(left)
  const { incident } = applyPatch(patch, memory) ?? {}
  if (incident === undefined) throw new Error('nothing was patched')
  const once = structuredClone([...memory.incidents])
  expect(memory.entries(incident)).toMatchObject([
    {
      count: 1,
      first: { id: left.id },
      sample: { id: left.id, alert: { seq: 1, output: 'image=web', evidence: whole } },
    },
  ])
  expect(memory.summary(incident)).toMatchObject({ count: 1, evidence: whole })
  expect(applyPatch(patch, memory)).toBe(undefined)
  expect([...memory.incidents]).toEqual(once)
})

test('an incident goes on missing what another of its alerts still waits for', () => {
  const other = occurrence('3', 1, { ...shared, rule: 'Other', evidence: pending, patchable: 'b' })
  const memory = storeOf(left, other)
  const { incident = '' } = applyPatch(patch, memory) ?? {}
  expect(memory.summary(incident).evidence).toEqual(pending)
  applyPatch(occurrence('4', 1, { ...shared, rule: 'Other', evidence: whole, patches: 'b' }), memory)
  expect(memory.summary(incident).evidence).toEqual(whole)
})

test('what an alert is tied to only now joins its incident', () => {
  const pod = { 'k8s.ns.name': 'shop', 'k8s.pod.name': 'debug' }
  const other = occurrence('9', 5, { rule: 'Exec into pod', lineage: [], fields: pod, containerId: '' })
  const memory = storeOf(left, other)
  expect(memory.incidents.size).toBe(2)
  const placement = applyPatch({ ...patch, alert: { ...patch.alert, fields: pod } }, memory)
  expect(placement?.absorbed.length).toBe(1)
  expect([...memory.incidents.values()].map(({ summary }) => summary.count)).toEqual([2])
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
  const memory = storeOf(...before)
  const untouched = structuredClone([...memory.incidents])
  expect(applyPatch(patch, memory)).toBe(undefined)
  expect([...memory.incidents]).toEqual(untouched)
})
