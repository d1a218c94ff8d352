/** A capture of Falco or sysdig as the source of a replay. */
import { performance } from 'node:perf_hooks'
import { type CaptureStatus, type CaptureWants, openScap, type ScapReader } from '#native'
import { recordTypes } from '#schema/capture/record-types'
import type { CaptureNeeds } from '#schema/manifest'
import type { ReplayFault, ReplaySource } from './replay-source.ts'

const pairFactor = 2 ** 16
const codes = Math.max(...recordTypes.map(({ code }) => code)) + 1

/** What the reader is told, in tables by code of the record. */
function wantsOf(needs: CaptureNeeds, base64: boolean): CaptureWants {
  const records = new Uint8Array(codes)
  for (const code of needs.records) records[code] = 1
  const masks = (pairs: CaptureNeeds['arguments']): BigUint64Array => {
    const table = new BigUint64Array(codes)
    for (const [code, position] of pairs) table[code] = (table[code] ?? 0n) | (1n << BigInt(position))
    return table
  }
  return {
    records,
    slots: Uint32Array.from(needs.slots, ([code, slot]) => code * pairFactor + slot),
    arguments: masks(needs.arguments),
    rawArguments: masks(needs.rawArguments),
    connected: needs.connected,
    memory: needs.memory,
    base64,
  }
}

/** Users and groups come with each event, as they were then. */
const accounts = { users: [], groups: [] }

/** A .scap file, plain or gzip. */
export class ScapSource implements ReplaySource {
  readonly #reader: ScapReader
  #status: CaptureStatus
  #readNs = 0
  readonly accounts = accounts

  /** With `base64` outputs show bytes so. */
  constructor(path: string, needs: CaptureNeeds, base64 = false) {
    this.#reader = openScap(path, wantsOf(needs, base64))
    this.#status = this.#reader.status()
  }

  get hostname(): string | undefined {
    return this.#status.hostname === '' ? undefined : this.#status.hostname
  }

  get ended(): boolean {
    return this.#status.complete
  }

  get events(): number {
    return this.#status.events
  }

  get readBytes(): number {
    return this.#status.fileOffset
  }

  get totalBytes(): number {
    return this.#status.fileBytes
  }

  get readNs(): number {
    return Math.max(this.#readNs - this.stateNs, 0)
  }

  get stateNs(): number {
    return this.#status.stateNs
  }

  get fault(): ReplayFault | undefined {
    const { fault, faultOffset } = this.#status
    return fault === '' ? undefined : { message: fault, offset: faultOffset }
  }

  drainInto(buffer: ArrayBuffer, offset: number, capacity: number): number {
    const start = performance.now()
    const bytes = this.#reader.readInto(buffer, offset, capacity)
    this.#status = this.#reader.status()
    this.#readNs += (performance.now() - start) * 1e6
    return bytes
  }

  close(): void {
    this.#reader.close()
  }
}
