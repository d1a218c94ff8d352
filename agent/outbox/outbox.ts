/**
 * Where alerts wait until the edge has them.
 *
 * Invariants
 * 1. What `append` has answered `kept` is on disk (fdatasync) in a sealed batch, and stays until the edge acknowledges
 *    it, refuses it for good, or it is shed.
 * 2. A batch is sealed once and sent as those bytes. Within an epoch batches and alerts are numbered from 1 without
 *    gaps, and `previous` is the SHA-256 of the body before. A number is never used for two bodies: after bytes that
 *    cannot be read, the next batch begins a new epoch.
 * 3. Batches are sent one at a time and in order, and an acknowledgement is on disk before the next one is sent. So at
 *    most one batch (two, if the newer copy of the state was lost) can be at the edge without this side knowing.
 * 4. Alerts change their epoch only when the edge has said what it holds (renewal), or if they were never sent
 *    (shedding); so nothing is doubled. The new epoch counts only from the moment the state names it.
 * 5. An alert that leaves otherwise is counted: shed or damaged once in `Batch.shed` of a later batch, refused for good
 *    in the status and by the edge.
 * 6. On disk at most maxBytes (256 MiB) and one batch; while shedding, up to 1.75 times that. In memory at most
 *    maxQueueBytes (16 MiB) of alerts that the disk has refused.
 *
 * On disk
 *     lock                         pid and start time of the owner (lock.ts)
 *     state                        two slots of 4 KiB: the epochs in sending order, how far each came (state.ts)
 *     segments/<generation>-<index>.log   frames, about 4 MiB a file; a generation is one epoch (frame.ts, epoch-log.ts)
 *     rejected/<epoch>-<number>.batch     bodies that the edge refused for good, at most 64
 */
import type { KeyObject } from 'node:crypto'
import { rankOf } from '#schema/priority'
import { chooseShed, noBytes } from './choose-shed.ts'
import type { Clock } from './clock.ts'
import type { EpochLog, Held } from './epoch-log.ts'
import { Epochs } from './epochs.ts'
import { type FileSystem, nodeFileSystem } from './file-system.ts'
import { lastSeqOf } from './frame.ts'
import { OutboxError } from './outbox-error.ts'
import { type Group, type Kept, Queue } from './queue.ts'
import { type Recovery, recover } from './recover.ts'
import { readable, resealInto, type Source } from './reseal.ts'
import { type BatchContext, seal, sizeOf, type UnnumberedAlert } from './seal.ts'
import { SetAside } from './set-aside.ts'
import { Turns } from './turns.ts'

export interface OutboxOptions {
  readonly directory: string
  readonly node: { readonly id: string; readonly privateKey: KeyObject }
  readonly clock: Clock
  /** So many random bytes. */
  readonly random: (bytes: number) => Uint8Array
  readonly log: (message: string) => void
  readonly maxBytes?: number
  readonly segmentBytes?: number
  readonly maxQueueBytes?: number
  /** How long alerts are gathered for one batch, in milliseconds. */
  readonly gatherMs?: number
  readonly maxBatchAlerts?: number
  readonly maxBatchBytes?: number
  readonly fileSystem?: FileSystem
}

/** A batch to be sent. */
export interface SealedBatch {
  readonly epoch: string
  readonly number: number
  readonly firstSeq: number
  readonly lastSeq: number
  readonly body: Uint8Array
  readonly signature: Uint8Array
}

/** What the outbox holds and what it could not. Counts are since it was opened. */
export interface OutboxStatus {
  readonly waitingBatches: number
  readonly waitingAlerts: number
  readonly queuedAlerts: number
  readonly diskBytes: number
  readonly shed: number
  readonly lost: number
  readonly rejected: number
}

/** Bytes of a batch besides its alerts: the frame, the chain and the ledger. */
const batchOverhead = 1_000
/** The state has room for about fourteen; each crash in the middle of a write can begin one. */
const maxEpochs = 8

/** Opens the outbox of a directory; throws OUTBOX_IN_USE if another process has it. */
export async function openOutbox(options: OutboxOptions): Promise<Outbox> {
  const files = options.fileSystem ?? nodeFileSystem(options.directory)
  await files.makeFolder('.')
  const unlock = await files.lock()
  try {
    const outbox = new Outbox(options, files, unlock)
    await outbox.recover()
    return outbox
  } catch (error) {
    await unlock()
    throw error
  }
}

/** Alerts between the rules and the edge. */
export class Outbox {
  readonly #options: Required<Omit<OutboxOptions, 'fileSystem'>>
  readonly #files: FileSystem
  readonly #unlock: () => Promise<void>
  readonly #turns = new Turns()
  readonly #queue: Queue
  readonly #setAside: SetAside
  readonly #epochs: Epochs
  readonly #counts = { shed: 0, lost: 0, rejected: 0 }
  #isShedTight = false
  /** Shed from the queue, and not yet said in a batch. */
  #unsaid = 0
  #filling: Promise<void> | undefined
  #changed = Promise.withResolvers<void>()
  #closed: AbortController = new AbortController()
  recovery: Recovery | undefined

  constructor(options: OutboxOptions, files: FileSystem, unlock: () => Promise<void>) {
    this.#options = {
      maxBytes: 256 << 20,
      segmentBytes: 4 << 20,
      maxQueueBytes: 16 << 20,
      gatherMs: 20,
      maxBatchAlerts: 100,
      maxBatchBytes: 512 << 10,
      ...options,
    }
    this.#files = files
    this.#unlock = unlock
    this.#queue = new Queue(this.#options.maxQueueBytes)
    this.#setAside = new SetAside(files)
    const { segmentBytes, random } = this.#options
    this.#epochs = new Epochs({ files, segmentBytes, random })
  }

  /** Reads what is on disk; called once, by openOutbox. */
  async recover(): Promise<void> {
    const found = await recover(this.#files, this.#options.segmentBytes)
    await this.#setAside.makeFolder()
    this.recovery = found.recovery
    await this.#epochs.adopt(found)
    // Also when nothing was made: the process that made them may have ended before it came here.
    await this.#files.syncFolder('.')
    if (this.#epochs.logs.length > maxEpochs) await this.#resealUnsent(() => () => false)
  }

  /** Answers once the alerts are on disk, or shed because the disk takes none and too many wait. */
  async append(alerts: readonly UnnumberedAlert[], context: BatchContext): Promise<Kept> {
    if (this.#closed.signal.aborted) throw closedError()
    const { outcome, shed } = this.#queue.add(alerts, context)
    this.#countShed(shed)
    if (this.#queue.length > 0) this.#filling ??= this.#fill()
    return outcome
  }

  async #fill(): Promise<void> {
    const { gatherMs, maxBatchAlerts, maxBatchBytes, clock } = this.#options
    while (this.#queue.length > 0) {
      const isFull = this.#queue.length >= maxBatchAlerts || this.#queue.bytes >= maxBatchBytes
      if (!isFull) await clock.after(gatherMs, this.#closed.signal)
      const group = this.#queue.take(maxBatchAlerts, maxBatchBytes)
      if (group !== undefined) await this.#keep(group)
    }
    // In the same turn as the last look at the queue: an alert that comes later must find nobody filling.
    this.#filling = undefined
  }

  async #keep(group: Group): Promise<void> {
    for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, 5_000)) {
      try {
        await this.#turns.take(() => this.#write(group))
        return group.settle()
      } catch (error) {
        this.#options.log(
          `the outbox cannot be written, ${group.alerts.length} alerts wait in memory: ${reasonOf(error)}`,
        )
        if (this.#closed.signal.aborted) return group.fail(closedError(error))
        await this.#options.clock.after(waitMs, this.#closed.signal)
      }
    }
  }

  async #write(group: Group): Promise<void> {
    await this.#epochs.settle()
    if (this.#epochs.diskBytes > this.#options.maxBytes) await this.#shedToFit()
    const log = this.#epochs.logs.at(-1)
    if (log === undefined) throw new Error('the outbox has no epoch')
    const unsaid = this.#unsaid
    await log.append(
      seal(this.#options.node, log.state.epoch, log.last, group.alerts, group.context, log.last.shed + unsaid),
    )
    this.#unsaid -= unsaid
    this.#wake()
  }

  /** The oldest batch that the edge may not have, or undefined if there is none. */
  next(): Promise<SealedBatch | undefined> {
    return this.#turns.take(async () => {
      for (;;) {
        const log = this.#epochs.logs[0]
        if (log === undefined) return undefined
        const batch = await this.#firstWaiting(log)
        if (batch !== undefined) return batch
        if (this.#epochs.logs.length === 1) return undefined
        await this.#leave(log)
      }
    })
  }

  async #firstWaiting(log: EpochLog): Promise<SealedBatch | undefined> {
    for (const frame of log.waiting) {
      const body = this.#setAside.has(frame) ? undefined : await log.body(frame)
      if (body === undefined) continue
      this.#epochs.attempt(frame.number)
      const { epoch, number, firstSeq, signature } = frame
      return { epoch, number, firstSeq, lastSeq: lastSeqOf(frame), body, signature }
    }
    return undefined
  }

  /** Lets go of the first epoch, of which nothing can be sent any more. */
  async #leave(log: EpochLog): Promise<void> {
    const gone = log.waiting.filter((frame) => !this.#setAside.has(frame))
    const lost = gone.reduce((sum, { count }) => sum + count, 0)
    const rest = this.#epochs.logs.slice(1)
    const states = rest.map(({ state, last }, index) =>
      index < rest.length - 1 ? state : { ...state, shedAtLeast: last.shed + lost },
    )
    await this.#epochs.putInForce(rest, states)
    this.#countLost(lost)
    await log.removeAll()
  }

  /** Answers as soon as there may be a batch to send that was not there before. */
  changed(): Promise<void> {
    return this.#changed.promise
  }

  /** The edge holds everything of this batch's epoch up to `seq`. Answers how many alerts that are. */
  acknowledge(batch: SealedBatch, seq: number): Promise<number> {
    return this.#turns.take(async () => {
      const log = this.#epochs.first(batch.epoch)
      const mark = log?.markAt(seq)
      const before = log?.state.acknowledged
      if (log === undefined || before === undefined || mark === undefined || mark.number <= before.number) return 0
      await this.#epochs.acknowledge(log, mark)
      return mark.seq - before.seq
    })
  }

  /** The edge lacks everything of this batch's epoch from `fromSeq` on: it is sealed again under a new epoch. */
  renew(batch: SealedBatch, fromSeq: number): Promise<void> {
    return this.#turns.take(async () => {
      const log = this.#epochs.first(batch.epoch)
      if (log === undefined) return
      const from = Math.min(fromSeq, batch.firstSeq)
      const frames = log.held.filter((frame) => lastSeqOf(frame) >= from)
      const known = log.markAt(from - 1)?.shed ?? log.state.acknowledged.shed
      const carried = Math.max(0, log.last.shed - Math.max(known, log.state.acknowledged.shed))
      // What the edge had acknowledged and has lost itself, and is gone here, is no loss of the outbox.
      const acknowledged = log.state.acknowledged.seq
      const start = from > acknowledged ? from : Math.min(frames[0]?.firstSeq ?? acknowledged + 1, acknowledged + 1)
      await this.#replace(
        [log],
        [{ ...this.#source(log, frames), fromSeq: Math.max(from, start) }],
        carried,
        () => false,
      )
    })
  }

  /** The edge will never take this batch: it is set aside, and sending goes on behind it. */
  reject(batch: SealedBatch, reason: string): Promise<void> {
    return this.#turns.take(async () => {
      const log = this.#epochs.first(batch.epoch)
      if (log === undefined) return
      const name = await this.#setAside.add(batch)
      this.#counts.rejected += batch.lastSeq - batch.firstSeq + 1
      this.#options.log(`the edge refused batch ${batch.number}, set aside in ${name}: ${reason}`)
    })
  }

  status(): OutboxStatus {
    const waiting = this.#epochs.logs.flatMap((log) => log.waiting).filter((frame) => !this.#setAside.has(frame))
    return {
      waitingBatches: waiting.length,
      waitingAlerts: waiting.reduce((sum, { count }) => sum + count, 0),
      queuedAlerts: this.#queue.length,
      diskBytes: this.#epochs.diskBytes,
      ...this.#counts,
    }
  }

  /** Writes what waits, unless the disk refuses, and lets go of the directory. */
  async close(): Promise<void> {
    this.#closed.abort()
    await this.#filling
    this.#queue.failAll(closedError())
    await this.#turns.take(this.#unlock)
    this.#wake()
  }

  async #shedToFit(): Promise<void> {
    const { maxBytes, maxBatchAlerts } = this.#options
    const before = this.#epochs.diskBytes
    await this.#resealUnsent((held, alerts) => {
      const bytes = held.reduce((sum, rank) => sum + rank, 0)
      // Sealed together, small batches shrink; if that was not enough the last time, what is on disk counts.
      const after = this.#isShedTight ? before : bytes + Math.ceil(alerts / maxBatchAlerts) * batchOverhead
      return chooseShed(held, after - maxBytes * 0.75)
    })
    this.#isShedTight = this.#epochs.diskBytes > maxBytes * 0.9
  }

  /** Seals everything that was never sent under one new epoch, behind what was. */
  async #resealUnsent(
    choose: (held: number[], alerts: number) => (rank: number, bytes: number) => boolean,
  ): Promise<void> {
    const [first, ...others] = this.#epochs.logs
    if (first === undefined) return
    const sent = first.waiting.filter((frame) => this.#epochs.mayBeKnown(frame))
    const unsent = first.waiting.filter((frame) => !this.#epochs.mayBeKnown(frame))
    const sources = [this.#source(first, unsent), ...others.map((log) => this.#source(log, log.waiting))]
    const held = noBytes()
    let alertCount = 0
    for await (const { alerts } of readable(sources, { lost: 0 })) {
      alertCount += alerts.length
      for (const alert of alerts) held[rankOf(alert.priority)] = (held[rankOf(alert.priority)] ?? 0) + sizeOf(alert)
    }
    const said = sent.at(-1)?.shed ?? first.state.acknowledged.shed
    const carried = first.last.shed - said + others.reduce((sum, log) => sum + unsaidOf(log), 0)
    const limited = sent.length > 0 ? first : undefined
    await this.#replace(limited ? others : this.#epochs.logs, sources, carried, choose(held, alertCount), limited)
  }

  #source(log: EpochLog, frames: readonly Held[]): Source {
    const fromSeq = frames[0]?.firstSeq ?? log.last.seq + 1
    return { log, frames, fromSeq, isRejected: (held) => this.#setAside.has(held) }
  }

  /** Puts one new epoch in the place of `replaced`; `limited` keeps only what may have been sent. */
  async #replace(
    replaced: readonly EpochLog[],
    sources: readonly Source[],
    carried: number,
    goes: (rank: number, bytes: number) => boolean,
    limited?: EpochLog,
  ): Promise<void> {
    const { maxBatchAlerts, maxBatchBytes, node } = this.#options
    const count = { lost: 0 }
    const target = this.#epochs.begin(carried)
    let shed: number
    try {
      const limits = { maxAlerts: maxBatchAlerts, maxBytes: maxBatchBytes }
      const batches = readable(sources, count)
      shed = await resealInto(target, node, batches, limits, goes, () => carried + count.lost)
    } catch (error) {
      // Its own failure hides nothing: whatever stays is removed at the next start.
      await target.removeAll()
      throw error
    }
    target.state = { ...target.state, shedAtLeast: carried + count.lost + shed }
    const rest = this.#epochs.logs.filter((log) => log !== limited && !replaced.includes(log))
    const states = rest.map((log) => log.state)
    const kept = limited && { ...limited.state, through: this.#epochs.throughOf(limited) }
    await this.#epochs.putInForce(
      [...(limited ? [limited] : []), target, ...rest],
      [...(kept ? [kept] : []), target.state, ...states],
    )
    this.#countLost(count.lost)
    this.#counts.shed += shed
    if (shed > 0) this.#options.log(`the outbox is full: ${shed} alerts of the lowest priorities were shed`)
    for (const log of replaced) await log.removeAll()
    await limited?.removeBeyond()
    this.#wake()
  }

  #countShed(alerts: number): void {
    if (alerts === 0) return
    this.#unsaid += alerts
    this.#counts.shed += alerts
    this.#options.log(`the disk takes no alerts and the queue is full: ${alerts} of the lowest priorities were shed`)
  }

  #countLost(alerts: number): void {
    if (alerts === 0) return
    this.#counts.lost += alerts
    this.#options.log(`${alerts} alerts in the outbox were damaged on disk or refused by the edge, and are lost`)
  }

  #wake(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }
}

/** What a log's batches say is shed and the edge has not heard yet. */
const unsaidOf = (log: EpochLog): number => log.last.shed - log.state.acknowledged.shed

const closedError = (cause?: unknown): OutboxError =>
  new OutboxError('OUTBOX_CLOSED', 'the outbox is closed', 'These alerts were not kept.', cause)

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
