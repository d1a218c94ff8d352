/**
 * The newest records as they came from the kernel, in a bounded ring, so that what happened around an alert can still be
 * recorded. Of what has left the ring only the processes that are still there are kept, by the record that told of each.
 *
 * On the hot path: one copy a batch; records are looked at only when they leave the ring, some nanoseconds each.
 */
import { eventTypeNamed } from '#schema/events'
import { columnOf } from '#schema/layout'
import { header, processBody, recordFlags } from '#schema/record'

/** What was found: records that tell of the processes as they were before, and those of the time asked for. */
export interface LookedBack {
  readonly before: Uint8Array<ArrayBuffer>
  readonly events: Uint8Array<ArrayBuffer>
  /** The time of the oldest event that is kept, nanoseconds since 1970; undefined if there is none. */
  readonly oldestNs: bigint | undefined
}

/** Bytes of records of processes that have left the ring; past that the first that were told of go. */
const mostBefore = 16 << 20

const codesOf = (...names: readonly string[]): ReadonlySet<number> =>
  new Set(names.flatMap((name) => eventTypeNamed(name)?.code ?? []))
const images = codesOf('process_snapshot', 'execve', 'execveat')
const clones = codesOf('clone', 'clone3', 'fork', 'vfork')
const exits = codesOf('procexit')
const snapshots = codesOf('process_snapshot')
/** 1 for each code whose records tell of processes. */
const tells = new Uint8Array(2 ** 16)
for (const code of [...images, ...clones, ...exits]) tells[code] = 1

const at = {
  size: columnOf(header, 'size').offset,
  type: columnOf(header, 'type').offset,
  flags: columnOf(header, 'flags').offset,
  time: columnOf(header, 'timestamp_ns').offset,
  result: columnOf(header, 'result').offset,
  pid: columnOf(header, 'pid').offset,
  described: columnOf(processBody, 'process_pid').offset,
}

/** Processes by the record that told of each, in the order in which they were first told of. */
class Processes {
  readonly records: Map<number, Uint8Array>
  #bytes: number

  constructor(records: ReadonlyMap<number, Uint8Array> = new Map(), bytes = 0) {
    this.records = new Map(records)
    this.#bytes = bytes
  }

  copy(): Processes {
    return new Processes(this.records, this.#bytes)
  }

  /** Follows the record at `from`. */
  follow(view: DataView, from: number, record: Uint8Array): void {
    const type = view.getUint16(from + at.type, true)
    if (exits.has(type)) this.#set(view.getUint32(from + at.pid, true), undefined)
    else if ((images.has(type) && view.getBigInt64(from + at.result, true) >= 0n) || clones.has(type))
      this.#set(view.getUint32(from + at.described, true), record)
  }

  #set(pid: number, record: Uint8Array | undefined): void {
    const known = this.records.get(pid)
    this.#bytes += (record?.length ?? 0) - (known?.length ?? 0)
    if (record === undefined) this.records.delete(pid)
    else this.records.set(pid, record.slice())
    for (const [first, { length }] of this.records) {
      if (this.#bytes <= mostBefore) break
      this.records.delete(first)
      this.#bytes -= length
    }
  }
}

interface Batch {
  readonly from: number
  readonly bytes: number
}

/** Keeps the newest batches in `capacity` bytes. */
export class LookBack {
  readonly #ring: Uint8Array<ArrayBuffer>
  readonly #view: DataView
  readonly #batches: Batch[] = []
  readonly #before = new Processes()
  #next = 0

  constructor(capacity: number) {
    this.#ring = new Uint8Array(capacity)
    this.#view = new DataView(this.#ring.buffer)
  }

  /** Keeps a copy of a batch. */
  note(batch: Uint8Array): void {
    if (batch.length === 0) return
    if (batch.length > this.#ring.length) {
      this.#makeRoom(0, this.#ring.length)
      this.#followAll(batch)
      return
    }
    if (this.#next + batch.length > this.#ring.length) {
      this.#makeRoom(this.#next, this.#ring.length)
      this.#next = 0
    }
    this.#makeRoom(this.#next, this.#next + batch.length)
    this.#ring.set(batch, this.#next)
    this.#batches.push({ from: this.#next, bytes: batch.length })
    this.#next += batch.length
  }

  /** The records from one time to another, both included, nanoseconds since 1970. */
  between(fromNs: bigint, toNs: bigint): LookedBack {
    const before = this.#before.copy()
    const events: Uint8Array[] = []
    let oldestNs: bigint | undefined
    for (const { from, bytes } of this.#batches)
      for (const record of recordsOf(this.#view, from, bytes)) {
        const time = this.#view.getBigUint64(record + at.time, true)
        const whole = this.#ring.subarray(record, record + this.#view.getUint32(record + at.size, true))
        const isSnapshot = isTold(this.#view, record)
        if (!isSnapshot) oldestNs ??= time
        if (events.length === 0 && (isSnapshot || time < fromNs)) before.follow(this.#view, record, whole)
        else if (isSnapshot || time <= toNs) events.push(whole)
      }
    return { before: joined([...before.records.values()]), events: joined(events), oldestNs }
  }

  /** Lets go of the batches that lie between two places. */
  #makeRoom(start: number, end: number): void {
    for (let first = this.#batches[0]; first !== undefined; first = this.#batches[0]) {
      if (first.from >= end || first.from + first.bytes <= start) return
      this.#followAll(this.#ring.subarray(first.from, first.from + first.bytes))
      this.#batches.shift()
    }
  }

  #followAll(batch: Uint8Array): void {
    const view = new DataView(batch.buffer, batch.byteOffset, batch.length)
    for (let record = 0; record < batch.length; ) {
      const size = view.getUint32(record + at.size, true)
      if (tells[view.getUint16(record + at.type, true)] === 1)
        this.#before.follow(view, record, batch.subarray(record, record + size))
      record += size
    }
  }
}

function* recordsOf(view: DataView, from: number, bytes: number): Iterable<number> {
  for (let record = from; record < from + bytes; record += view.getUint32(record + at.size, true)) yield record
}

/** Whether a record tells what was there before, and is no event. */
const isTold = (view: DataView, record: number): boolean =>
  snapshots.has(view.getUint16(record + at.type, true)) ||
  (view.getUint16(record + at.flags, true) & recordFlags.SNAPSHOT) !== 0

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let end = 0
  for (const part of parts) {
    all.set(part, end)
    end += part.length
  }
  return all
}
