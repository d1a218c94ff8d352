/** Seals held alerts again under a new epoch: after a gap, and when not everything can be kept. */
import { rankOf } from '#schema/priority'
import type { EpochLog, Held } from './epoch-log.ts'
import { lastSeqOf } from './frame.ts'
import { type BatchContext, openBody, type SigningNode, seal, sizeOf, type UnnumberedAlert } from './seal.ts'

/** Batches of one log, in order, to be sealed again. */
export interface Source {
  readonly log: EpochLog
  readonly frames: readonly Held[]
  /** The first alert that is wanted. */
  readonly fromSeq: number
  /** Batches that the edge will never take. */
  readonly isRejected: (frame: Held) => boolean
}

/** How large a batch may become. */
export interface BatchLimits {
  readonly maxAlerts: number
  readonly maxBytes: number
}

/** The alerts of the sources that can be read, batch by batch; what is missing between them is counted. */
export async function* readable(
  sources: readonly Source[],
  count: { lost: number },
): AsyncGenerator<{ readonly alerts: readonly UnnumberedAlert[]; readonly context: BatchContext }> {
  for (const { log, frames, fromSeq, isRejected } of sources) {
    let expected = fromSeq
    for (const frame of frames) {
      count.lost += Math.max(0, frame.firstSeq - expected)
      const body = isRejected(frame) ? undefined : await log.body(frame)
      const first = Math.max(frame.firstSeq, expected)
      expected = Math.max(expected, lastSeqOf(frame) + 1)
      if (body === undefined) {
        count.lost += Math.max(0, expected - first)
        continue
      }
      const batch = openBody(body)
      const alerts = batch.alerts.filter(({ seq }) => seq >= first).map(({ seq: _, ...alert }) => alert)
      if (alerts.length > 0) yield { alerts, context: { bundle: batch.bundle, ledger: batch.ledger } }
    }
  }
}

/** Writes alerts to `target`; neighbours of one bundle are put together. Answers how many `goes` has shed. */
export async function resealInto(
  target: EpochLog,
  node: SigningNode,
  batches: ReturnType<typeof readable>,
  limits: BatchLimits,
  goes: (rank: number, bytes: number) => boolean,
  shedBefore: () => number,
): Promise<number> {
  let shed = 0
  let alerts: UnnumberedAlert[] = []
  let bytes = 0
  let context: BatchContext | undefined
  const write = async (): Promise<void> => {
    if (context === undefined || alerts.length === 0) return
    await target.append(seal(node, target.state.epoch, target.last, alerts, context, shedBefore() + shed))
    alerts = []
    bytes = 0
  }
  for await (const batch of batches) {
    if (context !== undefined && context.bundle !== batch.context.bundle) await write()
    context = batch.context
    for (const alert of batch.alerts) {
      const size = sizeOf(alert)
      if (goes(rankOf(alert.priority), size)) {
        shed++
        continue
      }
      if (alerts.length === limits.maxAlerts || bytes + size > limits.maxBytes) await write()
      alerts.push(alert)
      bytes += size
    }
  }
  await write()
  return shed
}
