/**
 * The way from a shard's log to the correlator: every batch once in effect, in order, as folds.
 *
 *     log     ....|=============|~~~~~~|~~~~~~|~~~~~|
 *             delivered         parts         came  head
 *
 * Batches are folded as they come, and cut into parts that are small enough not to hold the correlator up. Each part
 * names the positions that it stands for, so that one which is repeated after a crash has no second effect. Memory may
 * be dropped at any time: the log has it all, and is read from `delivered` on until that reaches its head. As long as
 * it has not, nothing is folded as it comes.
 */
import { BatchReader } from './batch-reader.ts'
import { packFolds } from './fold.ts'
import { FoldTable } from './fold-table.ts'
import { readBatch } from './read-batch.ts'
import type { LogRow, ShardStore } from './shard-store.ts'

/** Folds on their way: they stand for the batches after `after`, up to `through`. */
export interface HandedFolds {
  readonly after: number
  readonly through: number
  readonly folds: Uint8Array
  /** Which rules the shard knows to be counted alert by alert. */
  readonly singleVersion: number
}

/** What the correlator holds after a call; `singles` where the shard was behind on them, and nothing was taken. */
export interface Taken {
  readonly position: number
  readonly singles?: { readonly version: number; readonly rules: readonly string[] }
}

/** Gives folds to the correlator. */
export type Give = (folds: HandedFolds) => Promise<Taken>

/** How many bytes of folds wait in memory; what comes beyond is read from the log again. */
const maxWaitingBytes = 8 << 20

/** A part is cut off as soon as it has this many folds. */
const foldsAtOnce = 400

interface Part {
  readonly after: number
  readonly through: number
  readonly folds: Uint8Array
}

/** Keeps what the correlator has not been given. */
export class HandOver {
  readonly #store: ShardStore
  readonly #give: Give
  readonly #reader = new BatchReader()
  readonly #came: FoldTable
  readonly #read: FoldTable
  #parts: Part[] = []
  #waitingBytes = 0
  /** The position after which everything is in `#came`. */
  #cameAfter: number
  #delivered: number
  #singleVersion = 0

  /** `seed` is a random number of 32 bits. */
  constructor(store: ShardStore, give: Give, seed: number) {
    this.#store = store
    this.#give = give
    this.#came = new FoldTable(seed)
    this.#read = new FoldTable(seed)
    this.#delivered = store.delivered()
    this.#cameAfter = store.head
  }

  get isDone(): boolean {
    return this.#delivered >= this.#store.head
  }

  /** Notes a batch that has just been appended, and that `reader` has read. */
  came(reader: BatchReader): void {
    if (this.#isBehind) {
      this.#cameAfter = this.#store.head
      return
    }
    this.#came.add(reader)
    if (this.#came.count >= foldsAtOnce) this.#cut()
    if (this.#waitingBytes > maxWaitingBytes) this.drop()
  }

  /** Lets go of what is folded in memory. */
  drop(): void {
    this.#came.clear()
    this.#parts = []
    this.#waitingBytes = 0
    this.#cameAfter = this.#store.head
  }

  /** Gives one part. A failure leaves everything to the next call. */
  async next(): Promise<void> {
    const part = this.#isBehind ? this.#fromLog() : this.#fromMemory()
    try {
      this.#note(part, await this.#give({ ...part, singleVersion: this.#singleVersion }))
    } catch (cause) {
      this.drop()
      throw cause
    }
  }

  /** Whether the log has something for the correlator that memory does not have. */
  get #isBehind(): boolean {
    return this.#delivered < (this.#parts[0]?.after ?? this.#cameAfter)
  }

  /** A part stays where it is until the correlator has it; one that it did not want sends us back to the log. */
  #note(part: Part, { position, singles }: Taken): void {
    if (singles !== undefined) {
      this.#singleVersion = singles.version
      for (const table of [this.#came, this.#read]) table.useSingleRules(new Set(singles.rules))
    }
    if (position !== part.through) this.drop()
    else if (this.#parts[0] === part) {
      this.#parts.shift()
      this.#waitingBytes -= part.folds.length
    }
    if (position === this.#delivered) return
    this.#delivered = position
    this.#store.setDelivered(position)
  }

  #cut(): void {
    const folds = packFolds(this.#came.drain())
    this.#parts.push({ after: this.#cameAfter, through: this.#store.head, folds })
    this.#waitingBytes += folds.length
    this.#cameAfter = this.#store.head
  }

  #fromMemory(): Part {
    if (this.#parts.length === 0) this.#cut()
    const [part] = this.#parts
    if (part === undefined) throw new Error('a part that was just cut is not there')
    return part
  }

  #fromLog(): Part {
    const after = this.#delivered
    let through = this.#cameAfter
    for (const row of this.#store.rows(after, this.#cameAfter)) {
      this.#foldRow(row)
      through = row.position
      if (this.#read.count >= foldsAtOnce) break
    }
    return { after, through, folds: packFolds(this.#read.drain()) }
  }

  #foldRow({ position, body }: LogRow): void {
    const read = readBatch(this.#reader, body)
    if (read.kind === 'batch') this.#read.add(this.#reader)
    // Only a worker with stricter limits than the one that logged it comes here. The body stays in the log.
    else console.error(`ingest: position ${position} does not parse any more`, read.faults)
  }
}
