import { Packr } from 'msgpackr'
import { expect, test } from 'vitest'
import type { Alert, Batch } from '#schema/alert'
import { tableOf } from '#schema/batch-table'
import { alert, batch, lineage, randomOccurrences, seeded } from '../fixtures/alerts.ts'
import { BatchReader, slotFields } from './batch-reader.ts'
import { headOf } from './judge.ts'
import { packBatch, parseBatch } from './parse-batch.ts'
import { readBatch } from './read-batch.ts'
import { unpackAlert } from './unpack-alert.ts'

const packr = new Packr({ useRecords: false })
const ledger = { open: { seen: 2 ** 40, filtered: 1, evaluated: 1, dropped: 0 } }
const full = batch({
  shed: 3,
  ledger,
  alerts: [
    alert({ lineage: lineage('cat 31 < sh 30'), fields: { a: 'b', big: 2n ** 60n, none: null, yes: true, half: 0.5 } }),
    alert({ seq: 2, fields: { 'fd.name': '/etc/ünï', 'user.name': 'x'.repeat(300) }, tags: ['mitre_discovery'] }),
  ],
})

test('what an agent seals is read in place, as the decoder reads it', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const alerts = randomOccurrences(30, seeded(seed)).map(({ alert: made }, index) => ({ ...made, seq: index + 1 }))
    const sealed = batch({ alerts, ledger, shed: seed })
    const body = packBatch(sealed)
    const reader = new BatchReader()
    expect(reader.read(body)).toBe(true)
    const { node, epoch, bundle, shed } = reader
    expect({ node, epoch, bundle, shed, ...reader.head }).toEqual({
      ...{ node: sealed.node, epoch: sealed.epoch, bundle: sealed.bundle, shed: seed },
      ...headOf(sealed),
    })
    expect(packr.unpack(reader.ledger)).toEqual(ledger)
    alerts.forEach((made, index) => {
      expect(unpackAlert(reader.whole(index))).toEqual(made)
      expect([reader.seq(index), reader.timeNs(index)]).toEqual([made.seq, made.timeNs])
    })
  }
})

test('bytes damaged at random are never taken where the decoder would refuse them', () => {
  const body = packBatch(full)
  const random = seeded(7)
  const reader = new BatchReader()
  let taken = 0
  for (let round = 0; round < 20_000; round++) {
    const damaged = body.slice(0, random() < 0.1 ? Math.floor(random() * body.length) : body.length)
    for (let hits = 1 + Math.floor(random() * 2); hits > 0; hits--)
      damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256)
    if (!reader.read(damaged)) continue
    taken += 1
    const parsed = parseBatch(damaged)
    // The node and the epoch are compared with what is known, so their form is not looked at in place.
    const faults = parsed.kind === 'faults' ? parsed.faults.filter(({ place }) => place !== 'node') : []
    expect(faults).toEqual([])
    if (parsed.kind === 'batch') expect(reader.head).toEqual(headOf(parsed.batch))
  }
  expect(taken).toBeGreaterThan(1000)
})

const withAlert = (change: Partial<Alert>): Batch => ({ ...full, alerts: [alert(change)] })
const rows: readonly { readonly name: string; readonly batch: Batch }[] = [
  { name: 'keys that are not known', batch: { ...full, later: { a: [1] } } as Batch },
  { name: 'text whose bytes are more than its limit in units', batch: withAlert({ rule: 'ü'.repeat(512) }) },
  { name: 'no alerts', batch: batch() },
  { name: 'a field that is a list', batch: withAlert({ fields: { many: ['x', 'y'] }, patchable: 'p1' }) },
  {
    name: 'more alerts than before',
    batch: batch({ alerts: Array.from({ length: 700 }, (_, i) => alert({ seq: i + 1 })) }),
  },
]

test.each(rows)('a batch with $name is read one way or the other', ({ batch: given }) => {
  const reader = new BatchReader()
  const body = new Uint8Array(packr.pack(given))
  const read = readBatch(reader, body)
  expect(read.kind).toBe('batch')
  if (read.kind !== 'batch') return
  const rules = given.alerts.map((_, index) => unpackAlert(reader.whole(index)).rule)
  expect(rules).toEqual(given.alerts.map(({ rule }) => rule))
})

const widened = (body: Uint8Array, name: string): Uint8Array => {
  const at = Buffer.from(body).indexOf(name) - 1
  return Uint8Array.from([...body.subarray(0, at), 0xd9, name.length, ...body.subarray(at + 1)])
}

test('a key in a wider form than it needs does not hide what it names', () => {
  const made = alert({ fields: { 'fd.name': '/etc/shadow' }, lineage: lineage('cat 31') })
  const body = packBatch(batch({ alerts: [made] }))
  const reader = new BatchReader()
  expect(reader.read(widened(body, 'fd.name'))).toBe(true)
  expect(unpackAlert(reader.whole(0))).toEqual(made)
  const slot = reader.slot(0, 8 + slotFields.indexOf('fd.name'))
  expect(reader.values.text(slot)).toBe('/etc/shadow')
  const wider = widened(body, 'exePath')
  expect(reader.read(wider)).toBe(false)
  expect(readBatch(reader, wider).kind).toBe('batch')
  expect(unpackAlert(reader.whole(0))).toEqual(made)
})

test('alerts said in full, as maps, are read as rows are', () => {
  const reader = new BatchReader()
  expect(readBatch(reader, new Uint8Array(packr.pack(full))).kind).toBe('batch')
  expect(full.alerts.map((_, index) => unpackAlert(reader.whole(index)))).toEqual(full.alerts)
})

test('a batch of which a little becomes a lot is refused, whichever way it is read', () => {
  const { alerts, ...table } = tableOf(batch({ alerts: [alert({ fields: { a: 'x'.repeat(16_000) } })] }))
  const many = new Uint8Array(packr.pack({ ...table, alerts: Array(5000).fill(alerts[0]) }))
  const reader = new BatchReader()
  const read = readBatch(reader, many)
  expect(read.kind === 'faults' ? read.faults : []).toMatchObject([{ code: 'too_large', place: 'alerts' }])
})
