import { expect, test } from 'vitest'
import type { Alert } from '#schema/alert'
import { entryOf, entryOfFold } from '../correlate/entry.ts'
import { MemoryStore } from '../correlate/memory-store.ts'
import { fingerprintOfAlert, type Occurrence } from '../correlate/occurrence.ts'
import { place, placeEntry } from '../correlate/place.ts'
import { defaultFields } from '../dedupe/fingerprint.ts'
import { alert, batch, lineage, randomOccurrences, seeded } from '../fixtures/alerts.ts'
import { BatchReader } from './batch-reader.ts'
import { packFolds, unpackFolds } from './fold.ts'
import { FoldTable } from './fold-table.ts'
import { packBatch } from './parse-batch.ts'

const epoch = '0123456789abcdef0123456789abcdef'
const minuteNs = 60_000_000_000n

const add = (table: FoldTable, node: string, alerts: readonly Alert[]): void => {
  const body = packBatch(batch({ node, epoch, alerts }))
  const reader = new BatchReader()
  if (!reader.read(body)) throw new Error('not read')
  table.add(reader)
}
const drained = (table: FoldTable) =>
  unpackFolds(packFolds(table.drain())).map((fold) => entryOfFold(fold, () => defaultFields))
const occurrenceOf = (node: string, made: Alert): Occurrence => ({
  id: `${node}/${epoch.slice(0, 8)}/${made.seq}`,
  node,
  fingerprint: fingerprintOfAlert(node, made),
  alert: made,
})
const at = (seq: number, minutes: number, change: Partial<Alert> = {}): Alert =>
  alert({ seq, timeNs: alert().timeNs + BigInt(minutes) * minuteNs, output: `line ${seq}`, ...change })

test('repeats become one, with the earliest and the latest of them', () => {
  const table = new FoldTable(1)
  add(table, 'n1', [at(1, 5), at(2, 3), at(3, 9)])
  add(table, 'n1', [at(4, 8), at(5, 4)])
  expect(table.count).toBe(1)
  const [entry, ...others] = drained(table)
  expect(others).toEqual([])
  expect([entry?.count, entry?.first.id, entry?.sample.alert.output]).toEqual([5, 'n1/01234567/2', 'line 3'])
  expect(drained(table)).toEqual([])
})

const chain = lineage('cat 31 < sh 30')
const apart: readonly { readonly name: string; readonly change: Partial<Alert> }[] = [
  { name: 'another rule', change: { rule: 'Other' } },
  { name: 'another process', change: { lineage: lineage('cat 32 < sh 30') } },
  { name: 'another file', change: { fields: { 'fd.name': '/b' } } },
  { name: 'a file where there was none', change: { fields: {} } },
  { name: 'another pod', change: { fields: { 'fd.name': '/a', 'k8s.pod.name': 'web-0' } } },
  { name: 'another login', change: { fields: { 'fd.name': '/a', 'user.loginuid': 1000n } } },
  { name: 'another address', change: { fields: { 'fd.name': '/a', 'fd.rip': '203.0.113.7' } } },
  { name: 'another container', change: { containerId: 'abc' } },
  { name: 'less evidence', change: { evidence: { complete: false, lostEvents: 1, missing: [] } } },
  { name: 'another tag', change: { tags: ['mitre_discovery'] } },
  { name: 'half an hour in between', change: { timeNs: alert().timeNs + 31n * minuteNs } },
]

test.each(apart)('$name is no repeat', ({ change }) => {
  const table = new FoldTable(1)
  const first = at(1, 0, { lineage: chain, fields: { 'fd.name': '/a' } })
  add(table, 'n1', [first, { ...first, seq: 2, ...change }])
  expect(drained(table).map(({ count }) => count)).toEqual([1, 1])
})

test('alerts of different nodes and epochs are apart', () => {
  const table = new FoldTable(1)
  add(table, 'n1', [at(1, 0)])
  add(table, 'n2', [at(1, 0)])
  expect(
    drained(table)
      .map(({ sample }) => sample.node)
      .sort(),
  ).toEqual(['n1', 'n2'])
})

test('an alert that is to be completed, and what completes it, travel by themselves', () => {
  const table = new FoldTable(1)
  add(table, 'n1', [at(1, 0), at(2, 0, { patchable: 'p' }), at(3, 0, { patchable: 'q' }), at(4, 0, { patches: 'p' })])
  expect(table.count).toBe(4)
})

test('rules that are counted one by one are not folded', () => {
  const table = new FoldTable(1)
  add(table, 'n1', [at(1, 0), at(2, 1)])
  table.useSingleRules(new Set(['Counted']))
  expect(drained(table)).toEqual([])
  add(table, 'n1', [at(3, 0, { rule: 'Counted' }), at(4, 1, { rule: 'Counted' }), at(5, 0), at(6, 1)])
  expect(drained(table).map(({ count, sample }) => [count, sample.alert.seq])).toEqual([
    [1, 3],
    [1, 4],
    [2, 6],
  ])
})

test('however alerts are folded, the incidents are those of the alerts one by one', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const random = seeded(seed)
    const byNode = Map.groupBy(randomOccurrences(150, random), ({ node }) => node)
    const [folded, plain, table] = [new MemoryStore(), new MemoryStore(), new FoldTable(seed)]
    for (const [node, occurrences] of byNode) {
      const alerts = occurrences.map((one, index) => ({ ...one.alert, seq: index + 1 }))
      for (const made of alerts) place(occurrenceOf(node, made), plain)
      while (alerts.length > 0) {
        const part = alerts.splice(0, 1 + Math.floor(random() * 20))
        // A batch is in order of its numbers, whatever the times are.
        add(table, node, part)
        if (random() < 0.3) for (const entry of drained(table)) placeEntry(entry, folded)
      }
    }
    for (const entry of drained(table)) placeEntry(entry, folded)
    expect(contentOf(folded)).toEqual(contentOf(plain))
  }
})

test('an entry of one alert is that alert', () => {
  const table = new FoldTable(1)
  const made = at(7, 2, { lineage: chain })
  add(table, 'n1', [made])
  expect(drained(table)).toEqual([entryOf(occurrenceOf('n1', made))])
})

const contentOf = (store: MemoryStore) =>
  [...store.incidents]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([id, { summary, entries }]) => ({
      id,
      summary,
      entries: [...entries.values()].sort((left, right) => (left.fingerprint < right.fingerprint ? -1 : 1)),
    }))
