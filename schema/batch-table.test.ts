import { expect, test } from 'vitest'
import type { Alert, Batch } from './alert.ts'
import { alertsOfTable, batchOf, tableOf } from './batch-table.ts'

const alert = (seq: number, change: Partial<Alert> = {}): Alert => ({
  seq,
  timeNs: 1_790_000_000_000_000_000n + BigInt(seq),
  rule: 'Read sensitive file',
  priority: 'Warning',
  source: 'syscall',
  tags: ['host'],
  hostname: 'web-1',
  output: `14:03:11.00000000${seq}: Warning Sensitive file opened for reading by a program that nobody trusts`,
  fields: { 'evt.time': BigInt(seq), 'fd.name': '/etc/shadow', list: ['a', 'b'], none: null, flag: true },
  lineage: [{ pid: 31, startNs: 5n, name: 'cat', exePath: '/usr/bin/cat', commandLine: 'cat' }],
  containerId: 'host',
  evidence: { complete: true, lostEvents: 0, missing: [] },
  ...change,
})

const batch = (alerts: readonly Alert[]): Batch => ({
  version: 1,
  node: 'n1',
  epoch: '0'.repeat(32),
  number: 1,
  previous: new Uint8Array(32),
  bundle: 'sha256:00',
  alerts,
  shed: 0,
  ledger: {},
})

const rows: readonly { readonly name: string; readonly alerts: readonly Alert[] }[] = [
  { name: 'no alerts', alerts: [] },
  { name: 'repeats', alerts: [alert(7), alert(8), alert(9)] },
  { name: 'alerts that share nothing', alerts: [alert(1), alert(2, { rule: 'b', fields: {}, lineage: [], tags: [] })] },
  {
    name: 'patches',
    alerts: [alert(1, { patchable: 'p' }), alert(2, { patches: 'p' }), alert(3, { patchable: 'q', patches: 'r' })],
  },
  {
    name: 'outputs beyond ASCII',
    alerts: [alert(1, { output: 'ü'.repeat(99) }), alert(2), alert(3, { output: `${'ü'.repeat(98)}x` })],
  },
  {
    name: 'outputs one of which is within another',
    alerts: [
      alert(1, { output: 'a'.repeat(90) }),
      alert(2, { output: 'a'.repeat(50) }),
      alert(3, { output: 'a'.repeat(95) }),
    ],
  },
  {
    name: 'a number and a text that look alike',
    alerts: [alert(1, { fields: { a: 1, b: '1', c: 1n, d: true, e: 'true' } })],
  },
]

test.each(rows)('a batch of $name is what it was', ({ alerts }) => {
  expect(batchOf(tableOf(batch(alerts)))).toEqual(batch(alerts))
})

test('what repeats is said once', () => {
  const { values, alerts } = tableOf(batch(Array.from({ length: 50 }, (_, index) => alert(index + 1))))
  expect(values.length).toBe(tableOf(batch([alert(1)])).values.length + 49)
  expect(alerts[9]?.[6]).toEqual([expect.any(Number), 18, 75, '0'])
})

const broken: readonly { readonly name: string; readonly change: readonly unknown[] }[] = [
  { name: 'a place beyond the values', change: [1, 99] },
  { name: 'a place that is none', change: [1, 'x'] },
  { name: 'an output longer than what it is like', change: [6, [0, 1000, 0, '']] },
  { name: 'an output like what is no text', change: [6, [3, 0, 0, '']] },
  { name: 'fields without names', change: [7, [0, 1]] },
]

test.each(broken)('$name is nothing', ({ change: [at, value] }) => {
  const table = tableOf(batch([alert(1)]))
  const row = (table.alerts[0] ?? []).map((item, index) => (index === at ? value : item))
  const [read] = alertsOfTable({ ...table, alerts: [row] }) as readonly Readonly<Record<string, unknown>>[]
  const name = ['timeNs', 'rule', 'priority', 'source', 'tags', 'hostname', 'output', 'fields'][Number(at)] ?? ''
  expect(Object.keys(read ?? {})).toContain(name)
  expect(read?.[name]).toBeUndefined()
})

test('a small batch does not become a huge one', () => {
  const table = tableOf(batch([alert(1, { output: 'x'.repeat(16_000) })]))
  const [row = []] = table.alerts
  const like = row.map((item, index) => (index === 6 ? [row[6], 16_000, 0, ''] : item))
  expect(() => alertsOfTable({ ...table, alerts: Array(2000).fill(like) })).toThrow(RangeError)
})
