import { Packr } from 'msgpackr'
import { expect, test } from 'vitest'
import { alert, batch, lineage } from '../fixtures/alerts.ts'
import { parseBatch } from './parse-batch.ts'

const packr = new Packr({ useRecords: false })
const full = batch({
  alerts: [
    alert({
      lineage: lineage('cat 31 < sh 30'),
      fields: { a: 'b', big: 2n ** 60n, none: null, yes: true, half: 0.5, many: ['x', 'y'] },
    }),
  ],
  ledger: { open: { seen: 2 ** 40, filtered: 1, evaluated: 1, dropped: 0 } },
})

test('a batch comes out as it went in, 64-bit integers included', () => {
  expect(parseBatch(packr.pack(full))).toEqual({ kind: 'batch', batch: full })
})

test('keys that are not known are left out', () => {
  expect(parseBatch(packr.pack({ ...full, later: 1 }))).toEqual({ kind: 'batch', batch: full })
})

const withAlert = (change: object) => ({ ...full, alerts: [{ ...full.alerts[0], ...change }] })
const rows: readonly { name: string; value: unknown; place: string }[] = [
  { name: 'no map', value: [], place: 'batch' },
  { name: 'another version', value: { ...full, version: 2 }, place: 'version' },
  { name: 'a node with a slash', value: { ...full, node: 'a/b' }, place: 'node' },
  { name: 'a short epoch', value: { ...full, epoch: 'abc' }, place: 'epoch' },
  { name: 'number 0', value: { ...full, number: 0 }, place: 'number' },
  { name: 'a short digest', value: { ...full, previous: new Uint8Array(31) }, place: 'previous' },
  { name: 'too many alerts', value: { ...full, alerts: Array(10_001).fill(1) }, place: 'alerts' },
  { name: 'an alert without a rule', value: withAlert({ rule: null }), place: 'alerts[0].rule' },
  { name: 'a priority that is none', value: withAlert({ priority: 'High' }), place: 'alerts[0].priority' },
  { name: 'a time that is text', value: withAlert({ timeNs: 'now' }), place: 'alerts[0].timeNs' },
  { name: 'a time before 1970', value: withAlert({ timeNs: -5n }), place: 'alerts[0].timeNs' },
  { name: 'a long output', value: withAlert({ output: 'x'.repeat(20_000) }), place: 'alerts[0].output' },
  { name: 'a field that is an empty list', value: withAlert({ fields: { a: [] } }), place: 'alerts[0].fields.a' },
  { name: 'a field that is a list of numbers', value: withAlert({ fields: { a: [1] } }), place: 'alerts[0].fields.a' },
  { name: 'a long lineage', value: withAlert({ lineage: Array(17).fill(1) }), place: 'alerts[0].lineage' },
  {
    name: 'a pid below 0',
    value: withAlert({ lineage: [{ ...lineage('a 1')[0], pid: -1 }] }),
    place: 'alerts[0].lineage[0].pid',
  },
  { name: 'evidence without a verdict', value: withAlert({ evidence: {} }), place: 'alerts[0].evidence.complete' },
  { name: 'a ledger of text', value: { ...full, ledger: { open: 'x' } }, place: 'ledger.open' },
]

test.each(rows)('$name is refused with its place', ({ value, place }) => {
  const parsed = parseBatch(packr.pack(value))
  expect(parsed.kind === 'faults' ? parsed.faults[0]?.place : undefined).toBe(place)
})

test('all faults of a batch come at once, up to eight', () => {
  const parsed = parseBatch(packr.pack({ ...full, version: 3, node: '', epoch: '' }))
  expect(parsed.kind === 'faults' ? parsed.faults.map((fault) => fault.place) : []).toEqual([
    'version',
    'node',
    'epoch',
  ])
  const many = parseBatch(packr.pack({ ...full, alerts: Array(500).fill({}) }))
  expect(many.kind === 'faults' ? many.faults.length : 0).toBe(8)
})
