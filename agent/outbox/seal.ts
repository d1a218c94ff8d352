/** Alerts become the signed bytes of a batch, once. */
import { type KeyObject, sign } from 'node:crypto'
import { Packr } from 'msgpackr'
import type { Alert, Batch, LossLedger } from '#schema/alert'
import { type BatchTable, batchOf, tableOf } from '#schema/batch-table'
import { digestOf, encodeFrame, type Head } from './frame.ts'
import type { Mark } from './state.ts'

/** An alert that has no number yet. */
export type UnnumberedAlert = Omit<Alert, 'seq'>

/** What a batch says besides its alerts. */
export interface BatchContext {
  /** `Batch.bundle`. */
  readonly bundle: string
  readonly ledger: LossLedger
}

/** Who signs. */
export interface SigningNode {
  readonly id: string
  /** Ed25519. */
  readonly privateKey: KeyObject
}

/** A batch, ready to be written and sent. */
export interface Sealed {
  readonly head: Head
  readonly frame: Uint8Array
}

const packr = new Packr({ useRecords: false, int64AsType: 'bigint' })

/** Seals the batch that follows `last`; `shed` counts from the beginning of the epoch. */
export function seal(
  node: SigningNode,
  epoch: string,
  last: Mark,
  alerts: readonly UnnumberedAlert[],
  context: BatchContext,
  shed: number,
): Sealed {
  const batch: Batch = {
    version: 1,
    node: node.id,
    epoch,
    number: last.number + 1,
    previous: Buffer.from(last.digest, 'hex'),
    bundle: context.bundle,
    alerts: alerts.map((alert, index) => ({ ...alert, seq: last.seq + 1 + index })),
    shed,
    ledger: context.ledger,
  }
  // The encoder reuses its buffer.
  const body = Uint8Array.from(packr.pack(tableOf(batch)))
  const digest = digestOf(body)
  const head: Head = {
    epoch,
    number: batch.number,
    firstSeq: last.seq + 1,
    count: alerts.length,
    shed,
    bodyBytes: body.length,
    digest,
    signature: sign(null, digest, node.privateKey),
  }
  return { head, frame: encodeFrame(head, body) }
}

/** The batch in a body that this outbox sealed; its digest has been checked. */
export const openBody = (body: Uint8Array): Batch => batchOf(packr.unpack(body) as BatchTable)

/** The bytes that an alert takes in a body where it shares nothing with others. */
export const sizeOf = (alert: UnnumberedAlert): number => packr.pack(alert).length
