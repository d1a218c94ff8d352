/** The mix of a node again and again, renewed in place: each time others come and go, half of the paths are new, and time goes on. */
import { columnOf } from '#schema/layout'
import { descriptor, header, processBody } from '#schema/record'
import { type RecordObject, writeRecord } from '#wasm-runtime'
import type { Random } from '../differential/random.ts'
import { mixedEvents } from './event-mix.ts'

const firstPid = 10_000
const batchMs = 1n

const timestamp = columnOf(header, 'timestamp_ns').offset
const start = columnOf(header, 'start_ns').offset
const childStart = columnOf(processBody, 'process_start_ns').offset
const name = columnOf(descriptor, 'name_raw').offset
const resolved = columnOf(descriptor, 'resolved').offset

/** What is written anew in a record: places from the start of the batch. */
interface Renewed {
  readonly record: number
  readonly starts: readonly number[]
  readonly texts: readonly number[]
}

const isBorn = (pid: unknown): boolean => Number(pid ?? 0) >= firstPid

/** Batches without end, each valid until the next is asked for. */
export class RenewedStream {
  readonly batchEvents = 1000
  readonly #batches: { readonly bytes: Uint8Array; readonly places: readonly Renewed[] }[]
  #round = 0n
  #next = 0

  constructor(random: Random) {
    const events = mixedEvents(random, this.batchEvents * 50, firstPid)
    this.#batches = Array.from({ length: 50 }, (_, i) =>
      this.#batch(events.slice(i * this.batchEvents, (i + 1) * this.batchEvents)),
    )
  }

  #batch(events: readonly RecordObject[]): { bytes: Uint8Array; places: Renewed[] } {
    const records = events.map(writeRecord)
    let end = 0
    const places = records.map((bytes, i): Renewed => {
      const record = end
      end += bytes.length
      const event = events[i]
      const isOpen = event?.type === 'openat' && i % 2 === 0
      return {
        record,
        starts: [...(isBorn(event?.pid) ? [start] : []), ...(isBorn(event?.process_pid) ? [childStart] : [])],
        texts: isOpen ? [name, resolved] : [],
      }
    })
    return { bytes: Buffer.concat(records), places }
  }

  next(): Uint8Array {
    const batch = this.#batches[this.#next]
    if (batch === undefined) throw new Error('there are batches')
    this.#next = (this.#next + 1) % this.#batches.length
    if (this.#next === 0) this.#round++
    const view = new DataView(batch.bytes.buffer, batch.bytes.byteOffset, batch.bytes.length)
    for (const place of batch.places) this.#renew(view, place)
    return batch.bytes
  }

  #renew(view: DataView, { record, starts, texts }: Renewed): void {
    const now = (this.#round * 50n + BigInt(this.#next)) * batchMs * 1_000_000n
    view.setBigUint64(record + timestamp, 1_700_000_000_000_000_000n + now, true)
    for (const column of starts) view.setBigUint64(record + column, 1_000_000_000n + this.#round, true)
    for (const column of texts) this.#rename(view, record, column)
  }

  /** Writes the number of the round into the end of a path. */
  #rename(view: DataView, record: number, column: number): void {
    const offset = view.getUint32(record + column, true)
    const length = view.getUint32(record + column + 4, true)
    if (offset === 0 || length < 16) return
    let left = Number(this.#round)
    for (let i = 1; i <= 6; i++) {
      view.setUint8(record + offset + length - i, 0x61 + (left % 26))
      left = Math.floor(left / 26)
    }
  }
}
