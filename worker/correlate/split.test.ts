import { expect, test } from 'vitest'
import { lineage, occurrence, randomOccurrences, seeded, shuffled } from '../fixtures/alerts.ts'
import { memorySql } from '../fixtures/sqlite.ts'
import { MemoryStore } from './memory-store.ts'
import type { Occurrence } from './occurrence.ts'
import { join, place } from './place.ts'
import { Separations } from './separations.ts'
import { placeAgain, sharedTies } from './split.ts'
import { nothingCut } from './ties.ts'

const proxy = { 'fd.rip': '203.0.113.7' }
const reached = (id: string, minutes: number, root: number) =>
  occurrence(id, minutes, { rule: `rule ${id}`, fields: proxy, lineage: lineage(`curl ${root + 1} < app ${root}`) })

const placed = (occurrences: readonly Occurrence[], isCut = nothingCut): MemoryStore => {
  const store = new MemoryStore()
  for (const one of occurrences) place(one, store, isCut)
  return store
}

const rulesOf = (store: MemoryStore) =>
  [...store.incidents.values()].map(({ summary }) => Object.keys(summary.rules).sort().join()).sort()

const alerts = [reached('1', 0, 100), reached('2', 1, 200), reached('3', 2, 100)]

test('what alerts share is told with how many do', () => {
  const [incident] = [...placed(alerts).incidents.values()]
  const ties = sharedTies([...(incident?.entries.values() ?? [])], nothingCut, 50)
  expect(ties).toEqual([
    { kind: 'address', key: 'a/203.0.113.7', text: 'same remote address: 203.0.113.7', alerts: 3 },
    { kind: 'lineage', key: 'p/n1/100.100000', text: 'same process tree: app(100)', alerts: 2 },
    { kind: 'lineage', key: 'p/n1/101.101000', text: 'same process tree: curl(101)', alerts: 2 },
  ])
})

test('an incident falls into what is left without the tie, and the earliest keeps the id', () => {
  const store = placed(alerts)
  const [whole = ''] = store.incidents.keys()
  const isCut = (key: string) => key === 'a/203.0.113.7'
  const now = placeAgain(whole, store.entries(whole), store, isCut)
  expect(rulesOf(store)).toEqual(['rule 1,rule 3', 'rule 2'])
  expect(now.get(alerts[0]?.fingerprint ?? '')).toBe(whole)
  place(reached('4', 3, 300), store, isCut)
  expect(rulesOf(store)).toEqual(['rule 1,rule 3', 'rule 2', 'rule 4'])
})

test('alerts in any order give the incidents that splitting gave', () => {
  for (let seed = 1; seed <= 8; seed++) {
    const random = seeded(seed)
    const occurrences = randomOccurrences(60, random)
    const isCut = (key: string) => key === 'p/n1/102.102000' || key === 'c/n1/container1'
    const expected = rulesAndCounts(placed(occurrences, isCut))
    expect(rulesAndCounts(placed(shuffled(occurrences, random), isCut))).toEqual(expected)
  }
})

const rulesAndCounts = (store: MemoryStore) =>
  [...store.incidents].map(([id, { summary }]) => `${id} ${summary.count}`).sort()

test('a separation holds from when until when it was said, and outlives a restart', () => {
  const sql = memorySql()
  new Separations(sql).put({ key: 'a/1.1.1.1', fromNs: 100n, untilNs: 200n })
  new Separations(sql).put({ key: 'a/1.1.1.1', fromNs: 150n, untilNs: 300n })
  const { isCut } = new Separations(sql)
  expect([99n, 100n, 300n, 301n].map((timeNs) => isCut('a/1.1.1.1', timeNs))).toEqual([false, true, true, false])
  expect(isCut('a/2.2.2.2', 150n)).toBe(false)
})

test('two incidents that somebody made one stay one', () => {
  const apart = [occurrence('1', 0, { lineage: lineage('a 10') }), occurrence('2', 5, { lineage: lineage('b 20') })]
  const store = placed(apart)
  const [one = '', other = ''] = store.incidents.keys()
  const { incident, absorbed } = join(other, one, store)
  expect([incident, absorbed]).toEqual([one, [other]])
  place(occurrence('3', 6, { rule: 'third', lineage: lineage('b 20') }), store)
  expect([...store.incidents.values()].map(({ summary }) => summary.count)).toEqual([3])
})
