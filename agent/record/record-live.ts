/** `eyas record` on the live kernel: events go from the ring to the file, converted on the way. */
import { bootTimeNs, openSource, type Source } from '#native'
import { ByteWriter } from './byte-writer.ts'
import type { CaptureFile } from './capture-file.ts'
import { CaptureWriter } from './capture-writer.ts'
import { OpenDescriptors } from './open-descriptors.ts'
import { columns, type RecordAt } from './record-columns.ts'
import { writeStart } from './start-of-capture.ts'

/** Judges batches on their way to the file. */
export interface BatchFilter {
  /** Where batches are to be written. */
  readonly batch: Uint8Array<ArrayBuffer>
  /** The numbers of the events among the first bytes that are wanted; undefined if all are. */
  judge(bytes: number): ReadonlySet<bigint> | undefined
}

/** What is recorded. */
export interface LiveRecording {
  readonly eventTypes: readonly string[]
  readonly hostname: string
  /** Wall clock, nanoseconds since 1970. */
  readonly nowNs: () => bigint
  /** At most so many events. */
  readonly mostEvents: number
  /** Says which events are wanted; all if there is none. */
  readonly filter: BatchFilter | undefined
  readonly file: CaptureFile
  /** Called once events are recorded. */
  readonly begun: () => void
  /** Called after each batch with the events written so far. */
  readonly watch: (events: number) => void
}

/** What a recording came to. */
export interface Recorded {
  readonly events: number
  readonly bytes: number
  /** Events that were lost because the ring was full. */
  readonly lost: number
}

/** Larger than the one of an agent: a disk may be slow for a while. */
const ringBytes = 64 << 20
const batchBytes = 4 << 20

/** Records until the signal, or until there are enough events. Throws what the kernel or the disk refuses. */
export async function recordLive(recording: LiveRecording, stop: AbortSignal): Promise<Recorded> {
  const { eventTypes } = recording
  const source = openSource({ eventTypes, wantEnv: true, ringBytes })
  try {
    const live = new LiveCapture(source, recording)
    await live.begin()
    recording.begun()
    await live.run(stop)
    await recording.file.end()
    return { events: live.events, bytes: recording.file.bytes, lost: lossesOf(source) }
  } finally {
    source.close()
  }
}

class LiveCapture {
  readonly #source: Source
  readonly #recording: LiveRecording
  readonly #writer = new CaptureWriter()
  readonly #out = new ByteWriter(batchBytes)
  readonly #batch: Uint8Array<ArrayBuffer>

  constructor(source: Source, recording: LiveRecording) {
    this.#source = source
    this.#recording = recording
    this.#batch = recording.filter?.batch ?? new Uint8Array(batchBytes)
  }

  get events(): number {
    return this.#writer.events
  }

  /** Attached first, so that nothing happens between the list of processes and the first event. */
  async begin(): Promise<void> {
    const { hostname, nowNs } = this.#recording
    const ns = nowNs()
    this.#source.attach()
    const now = new OpenDescriptors()
    writeStart(this.#out, this.#writer, this.#snapshot(), { hostname, bootNs: bootTimeNs(), ns, now })
    await this.#flush()
  }

  *#snapshot(): Iterable<RecordAt> {
    for (let complete = false; !complete; ) {
      const part = this.#source.snapshot(this.#batch, 0, this.#batch.length)
      this.#recording.filter?.judge(part.bytes)
      yield* recordsOf(this.#batch.subarray(0, part.bytes))
      complete = part.complete
    }
  }

  /** Until the signal, and then what is left in the ring. */
  async run(stop: AbortSignal): Promise<void> {
    let wake: () => void = () => {}
    this.#source.onReadable(() => wake())
    while (!stop.aborted && this.events < this.#recording.mostEvents) {
      const readable = new Promise<void>((resolve) => {
        wake = resolve
        stop.addEventListener('abort', () => resolve(), { once: true })
      })
      if (await this.#drain()) continue
      await readable
    }
    while (await this.#drain());
  }

  /** Writes one batch; false if there was none or there are enough. */
  async #drain(): Promise<boolean> {
    const { filter, mostEvents, watch } = this.#recording
    if (this.events >= mostEvents) return false
    const bytes = this.#source.drainInto(this.#batch, 0, this.#batch.length)
    if (bytes === 0) return false
    const wanted = filter?.judge(bytes)
    const batch = this.#batch.subarray(0, bytes)
    if (wanted === undefined) this.#writer.write(this.#out, batch, undefined, mostEvents)
    else this.#writer.write(this.#out, batch, (number) => wanted.has(number), mostEvents)
    await this.#flush()
    watch(this.events)
    return true
  }

  async #flush(): Promise<void> {
    const bytes = this.#out.written.slice()
    this.#out.clear()
    await this.#recording.file.write(bytes)
  }
}

/** The records of a batch, one after the other. */
export function* recordsOf(batch: Uint8Array): Iterable<RecordAt> {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.length)
  for (let at = 0; at < batch.length; at += view.getUint32(at + columns.size.offset, true))
    yield { view, bytes: batch, at }
}

/** Events that the ring had no room for. */
const lossesOf = (source: Source): number =>
  Object.values(source.counters().types).reduce((sum, one) => sum + one.droppedFull + one.droppedWatermark, 0)
