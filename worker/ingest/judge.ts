/**
 * Decides what a batch is to its stream: the batches of one epoch of one node.
 *
 * Batches are numbered from 1 and each holds the SHA-256 of the body before, so the stream is a chain. A body that was
 * refused for good (422) is set aside by the agent, and its number and its place in the chain stay used. The node's
 * `Refused` remembers it by hash, and the batch that names it as its predecessor is taken: the chain goes on across
 * what was refused, and the alerts that it held are counted as missing.
 */
import type { Batch } from '#schema/alert'
import { equalInConstantTime } from '../access/token.ts'

/** Where a stream stands: its last batch and last alert. */
export interface Stream {
  readonly number: number
  readonly seq: number
  readonly bodyHash: Uint8Array
}

/** The refused bodies since the last one taken, known by the hash of the newest. */
export interface Refused {
  readonly bodyHash: Uint8Array
  readonly count: number
}

/** What a batch says of its place in its stream. */
export interface BatchHead {
  readonly number: number
  readonly previous: Uint8Array
  readonly alerts: number
  /** The number of the first alert; of no meaning where there is none. */
  readonly firstSeq: number
  /** The first alert that is not numbered one more than the one before it, or -1. */
  readonly stray: number
}

/** The head of a batch. */
export const headOf = ({ number, previous, alerts }: Batch): BatchHead => {
  const firstSeq = alerts[0]?.seq ?? 0
  const stray = alerts.findIndex((alert, index) => alert.seq !== firstSeq + index)
  return { number, previous, alerts: alerts.length, firstSeq, stray }
}

/** What is to be done with a batch. */
export type Judgement =
  | { readonly kind: 'take'; readonly missingAlerts: number }
  | { readonly kind: 'held' }
  | { readonly kind: 'gap'; readonly expected: number; readonly expectedBatch: number }
  | { readonly kind: 'broken'; readonly place: string; readonly hint: string }

/** A stream of which nothing has come yet. */
export const emptyStream: Stream = { number: 0, seq: 0, bodyHash: new Uint8Array(32) }

/** Judges one batch by where its stream stands and what of its node was refused. */
export const judge = (batch: BatchHead, stream: Stream, refused: Refused | undefined): Judgement => {
  if (batch.number <= stream.number) return { kind: 'held' }
  const followsRefused = refused !== undefined && equalInConstantTime(batch.previous, refused.bodyHash)
  if (!followsRefused) {
    if (batch.number !== stream.number + 1)
      return { kind: 'gap', expected: stream.seq + 1, expectedBatch: stream.number + 1 }
    if (!equalInConstantTime(batch.previous, stream.bodyHash))
      return { kind: 'broken', place: 'previous', hint: 'is not the hash of the batch before' }
  }
  return judgeSequence(batch, stream, followsRefused)
}

const judgeSequence = ({ alerts, firstSeq, stray }: BatchHead, stream: Stream, mayMiss: boolean): Judgement => {
  const first = alerts > 0 ? firstSeq : stream.seq + 1
  if (first !== stream.seq + 1 && !(mayMiss && first > stream.seq))
    return { kind: 'broken', place: 'alerts[0].seq', hint: `must be ${stream.seq + 1}, the next of this epoch` }
  if (stray >= 0)
    return { kind: 'broken', place: `alerts[${stray}].seq`, hint: `must be ${first + stray}, one more than before` }
  return { kind: 'take', missingAlerts: first - stream.seq - 1 }
}
