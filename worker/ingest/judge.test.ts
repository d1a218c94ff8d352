import { expect, test } from 'vitest'
import type { Batch } from '#schema/alert'
import { alert, batch } from '../fixtures/alerts.ts'
import { emptyStream, headOf, type Judgement, judge, type Refused, type Stream } from './judge.ts'

const hash = (byte: number) => new Uint8Array(32).fill(byte)
const seqs = (...numbers: number[]) => numbers.map((seq) => alert({ seq }))
const stream: Stream = { number: 4, seq: 10, bodyHash: hash(4) }
const refused: Refused = { bodyHash: hash(5), count: 1 }

const rows: readonly { name: string; batch: Batch; stream?: Stream; refused?: Refused; is: Partial<Judgement> }[] = [
  {
    name: 'the first batch of an epoch is taken',
    batch: batch({ alerts: seqs(1, 2) }),
    stream: emptyStream,
    is: { kind: 'take', missingAlerts: 0 },
  },
  {
    name: 'the next one is taken',
    batch: batch({ number: 5, previous: hash(4), alerts: seqs(11) }),
    is: { kind: 'take', missingAlerts: 0 },
  },
  {
    name: 'one without alerts is taken',
    batch: batch({ number: 5, previous: hash(4) }),
    is: { kind: 'take', missingAlerts: 0 },
  },
  { name: 'one that is held is held', batch: batch({ number: 4 }), is: { kind: 'held' } },
  {
    name: 'a missing batch is a gap',
    batch: batch({ number: 6 }),
    is: { kind: 'gap', expected: 11, expectedBatch: 5 },
  },
  {
    name: 'an epoch that begins in the middle is a gap',
    batch: batch({ number: 2 }),
    stream: emptyStream,
    is: { kind: 'gap', expectedBatch: 1 },
  },
  {
    name: 'another predecessor breaks the chain',
    batch: batch({ number: 5, previous: hash(9) }),
    is: { kind: 'broken', place: 'previous' },
  },
  {
    name: 'a first batch with a predecessor breaks the chain',
    batch: batch({ previous: hash(9) }),
    stream: emptyStream,
    is: { kind: 'broken', place: 'previous' },
  },
  {
    name: 'a missing alert breaks the sequence',
    batch: batch({ number: 5, previous: hash(4), alerts: seqs(12) }),
    is: { kind: 'broken', place: 'alerts[0].seq' },
  },
  {
    name: 'a repeated alert breaks the sequence',
    batch: batch({ number: 5, previous: hash(4), alerts: seqs(10, 11) }),
    is: { kind: 'broken', place: 'alerts[0].seq' },
  },
  {
    name: 'a hole in the middle breaks the sequence',
    batch: batch({ number: 5, previous: hash(4), alerts: seqs(11, 13) }),
    is: { kind: 'broken', place: 'alerts[1].seq' },
  },
  {
    name: 'the chain goes on across a refused body',
    batch: batch({ number: 6, previous: hash(5), alerts: seqs(15) }),
    refused,
    is: { kind: 'take', missingAlerts: 4 },
  },
  {
    name: 'a refused body opens no other way',
    batch: batch({ number: 7, previous: hash(6), alerts: seqs(15) }),
    refused,
    is: { kind: 'gap', expectedBatch: 5 },
  },
  {
    name: 'the sequence never goes back',
    batch: batch({ number: 6, previous: hash(5), alerts: seqs(9) }),
    refused,
    is: { kind: 'broken' },
  },
]

test.each(rows)('$name', (row) => {
  expect(judge(headOf(row.batch), row.stream ?? stream, row.refused)).toMatchObject(row.is)
})
