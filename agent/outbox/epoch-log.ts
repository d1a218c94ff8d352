/** The batches of one epoch on disk: files `<generation>-<index>.log` of whole frames, oldest first. */
import type { FileSystem } from './file-system.ts'
import { digestOf, type FoundFrame, type Head, headBytes, lastSeqOf } from './frame.ts'
import type { Sealed } from './seal.ts'
import type { EpochState, Mark } from './state.ts'

/** The folder of the segments. */
export const segmentFolder = 'segments'

/** A batch that is held. */
export interface Held extends FoundFrame {
  readonly segment: number
}

const pad = (number: number): string => String(number).padStart(8, '0')

/** The name of a segment. */
export const segmentName = (generation: number, index: number): string =>
  `${segmentFolder}/${pad(generation)}-${pad(index)}.log`

const markOf = (head: Head): Mark => ({
  number: head.number,
  seq: lastSeqOf(head),
  shed: head.shed,
  digest: Buffer.from(head.digest).toString('hex'),
})

/** An epoch: what is held of it and how far the edge has come. Callers take turns. */
export class EpochLog {
  readonly #files: FileSystem
  readonly #segmentBytes: number
  /** Size of each segment on disk. */
  readonly #segments: Map<number, number>
  state: EpochState
  /** Every batch in a segment that is still there, acknowledged ones included. */
  held: Held[]
  #last: Mark
  #active: number | undefined
  #next: number
  /** Bytes of a failed write, to be cut off before anything else is written. */
  #uncut: { readonly index: number; readonly length: number } | undefined

  constructor(
    files: FileSystem,
    segmentBytes: number,
    state: EpochState,
    held: readonly Held[] = [],
    segments: ReadonlyMap<number, number> = new Map(),
  ) {
    this.#files = files
    this.#segmentBytes = segmentBytes
    this.#segments = new Map(segments)
    this.#next = Math.max(0, ...segments.keys()) + 1
    this.state = state
    this.held = [...held]
    const newest = held.at(-1)
    this.#last = newest && newest.number > state.acknowledged.number ? markOf(newest) : state.acknowledged
  }

  /** The last batch sealed, with what is to be said as shed since. */
  get last(): Mark {
    return { ...this.#last, shed: Math.max(this.#last.shed, this.state.shedAtLeast) }
  }

  /** Bytes on disk. */
  get bytes(): number {
    return [...this.#segments.values()].reduce((sum, size) => sum + size, 0)
  }

  /** What the edge has not acknowledged and belongs to this epoch still. */
  get waiting(): readonly Held[] {
    return this.held.filter(({ number }) => number > this.state.acknowledged.number)
  }

  /** Writes a batch; on return it is on disk. After a failure nothing of it is left. */
  async append({ head, frame }: Sealed): Promise<void> {
    await this.#cut()
    const index = this.#active ?? this.#next
    const name = segmentName(this.state.generation, index)
    const offset = this.#segments.get(index) ?? 0
    try {
      await this.#files.write(name, offset, frame)
      if (offset === 0) await this.#files.syncFolder(segmentFolder)
    } catch (error) {
      this.#uncut = { index, length: offset }
      await this.#cut()
      throw error
    }
    this.#segments.set(index, offset + frame.length)
    this.#next = index + 1
    this.#active = offset + frame.length < this.#segmentBytes ? index : undefined
    this.held.push({ ...head, segment: index, bodyAt: offset + headBytes, isWhole: true })
    this.#last = markOf(head)
  }

  async #cut(): Promise<void> {
    if (this.#uncut === undefined) return
    const { index, length } = this.#uncut
    const name = segmentName(this.state.generation, index)
    if ((await this.#files.size(name)) !== undefined) await this.#files.truncate(name, length)
    this.#uncut = undefined
  }

  /** The body of a held batch, or undefined if it is damaged; it is then known as such. */
  async body(frame: Held): Promise<Uint8Array | undefined> {
    if (!frame.isWhole) return undefined
    const name = segmentName(this.state.generation, frame.segment)
    const body = await this.#files.read(name, frame.bodyAt, frame.bodyBytes)
    if (Buffer.compare(digestOf(body), frame.digest) === 0) return body
    this.held = this.held.map((other) => (other === frame ? { ...frame, isWhole: false } : other))
    return undefined
  }

  /** The last held batch all of whose alerts are at or before `seq`. */
  markAt(seq: number): Mark | undefined {
    const frame = this.held.findLast((candidate) => lastSeqOf(candidate) <= seq)
    return frame && markOf(frame)
  }

  /** Removes the segments of which nothing is waiting; the one being written stays. */
  async removeDone(): Promise<void> {
    const needed = new Set(this.waiting.map(({ segment }) => segment))
    if (this.#active !== undefined && this.state.through === null) needed.add(this.#active)
    await this.#remove([...this.#segments.keys()].filter((index) => !needed.has(index)))
  }

  /** Lets go of what lies behind the limit, which another epoch has now. */
  async removeBeyond(): Promise<void> {
    const { through } = this.state
    this.held = this.held.filter(({ number }) => number <= (through ?? number))
    const newest = this.held.at(-1)
    this.#last = newest ? markOf(newest) : this.state.acknowledged
    await this.removeDone()
  }

  /** Removes everything. */
  removeAll(): Promise<void> {
    return this.#remove([...this.#segments.keys()])
  }

  async #remove(indexes: readonly number[]): Promise<void> {
    for (const index of indexes) {
      await this.#files.remove(segmentName(this.state.generation, index))
      this.#segments.delete(index)
      this.held = this.held.filter(({ segment }) => segment !== index)
      if (this.#active === index) this.#active = undefined
    }
  }
}
