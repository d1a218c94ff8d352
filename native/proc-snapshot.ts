/**
 * The snapshot where the kernel has no iterators: the same records, out of /proc. Start times are those of /proc, in
 * steps of 10 ms, so they are not the kernel's own to the nanosecond.
 */
import { readdirSync } from 'node:fs'
import { eventTypeNamed } from '#schema/events'
import { processBody, recordFlags } from '#schema/record'
import type { Target } from './addon.ts'
import { readProcProcess } from './proc-process.ts'
import { buildRecord } from './record-builder.ts'

interface ProcSnapshotOptions {
  readonly wantEnv: boolean
  /** Only these processes, with their start where it is known better than /proc does. */
  readonly only?: ReadonlyMap<number, bigint>
}

const snapshotType = eventTypeNamed('process_snapshot')?.code ?? 0

/** The processes that /proc shows, in ascending order. */
export const runningPids = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)

/** One pass over all processes, in parts that fit the target. */
export class ProcSnapshot {
  readonly #wantEnv: boolean
  readonly #pids: number[]
  readonly #startNs: ReadonlyMap<number, bigint>
  #held: Uint8Array | undefined

  constructor({ wantEnv, only }: ProcSnapshotOptions) {
    this.#wantEnv = wantEnv
    this.#pids = (only === undefined ? runningPids() : [...only.keys()]).reverse()
    this.#startNs = only ?? new Map()
  }

  /** Writes whole records; `complete` once every process has been told. */
  readInto(buffer: Target, offset: number, capacity: number): { bytes: number; complete: boolean } {
    const target =
      buffer instanceof Uint8Array
        ? buffer.subarray(offset, offset + capacity)
        : new Uint8Array(buffer, offset, capacity)
    let bytes = 0
    for (let record = this.#next(); record !== undefined; record = this.#next()) {
      if (record.length > capacity - bytes) {
        this.#held = record
        return { bytes, complete: false }
      }
      target.set(record, bytes)
      bytes += record.length
    }
    return { bytes, complete: true }
  }

  #next(): Uint8Array | undefined {
    const held = this.#held
    this.#held = undefined
    if (held !== undefined) return held
    for (let pid = this.#pids.pop(); pid !== undefined; pid = this.#pids.pop()) {
      const process = readProcProcess(pid, this.#wantEnv)
      if (process === undefined) continue
      const timestampNs = BigInt(Date.now()) * 1_000_000n
      const startNs = this.#startNs.get(pid)
      const head = {
        type: snapshotType,
        flags: recordFlags.SNAPSHOT,
        timestamp_ns: timestampNs,
        clauses: 2n ** 64n - 1n,
      }
      const known = startNs === undefined ? {} : { start_ns: startNs }
      const knownBody = startNs === undefined ? {} : { process_start_ns: startNs }
      return buildRecord({ ...head, ...process.head, ...known }, processBody, { ...process.body, ...knownBody })
    }
    return undefined
  }
}
