/** The processes that are there: from the kernel's iterator and, where it leaves one out or there is none, from /proc. */
import type { Capture, Target } from './addon.ts'
import { ProcSnapshot, runningPids } from './proc-snapshot.ts'
import { SnapshotGaps } from './snapshot-gaps.ts'

interface Part {
  readonly bytes: number
  readonly complete: boolean
}

const written = (buffer: Target, offset: number, bytes: number): Uint8Array =>
  buffer instanceof Uint8Array ? buffer.subarray(offset, offset + bytes) : new Uint8Array(buffer, offset, bytes)

/** One pass over all processes, in parts. */
export class Snapshot {
  readonly #capture: Pick<Capture, 'snapshotInto'> | undefined
  readonly #wantEnv: boolean
  readonly #gaps = new SnapshotGaps()
  #rest: ProcSnapshot | undefined

  /** Without `capture` all of it comes from /proc. */
  constructor(capture: Pick<Capture, 'snapshotInto'> | undefined, wantEnv: boolean) {
    this.#capture = capture
    this.#wantEnv = wantEnv
    if (capture === undefined) this.#rest = new ProcSnapshot({ wantEnv })
  }

  /** Writes whole records to `buffer`; `complete` when no process is left. */
  readInto(buffer: Target, offset: number, capacity: number): Part {
    if (this.#rest !== undefined || this.#capture === undefined) return this.#readRest(buffer, offset, capacity)
    const part = this.#capture.snapshotInto(buffer, offset, capacity)
    this.#gaps.note(written(buffer, offset, part.bytes))
    if (!part.complete) return part
    this.#rest = new ProcSnapshot({ wantEnv: this.#wantEnv, only: this.#gaps.missing(runningPids()) })
    const more = this.#readRest(buffer, offset + part.bytes, capacity - part.bytes)
    return { bytes: part.bytes + more.bytes, complete: more.complete }
  }

  #readRest(buffer: Target, offset: number, capacity: number): Part {
    return this.#rest?.readInto(buffer, offset, capacity) ?? { bytes: 0, complete: true }
  }
}
