/** A recording of eyas as the source of a replay: JSON lines, one object per event. */
import { performance } from 'node:perf_hooks'
import { parseRecordedEvent } from '../hot/recorded-events.ts'
import { type Line, LineReader, LineTooLong } from './line-reader.ts'
import type { ReplayFault, ReplaySource } from './replay-source.ts'

/** Makes the record of one line; throws if the line is no event. */
export type ParseLine = (line: Line) => { readonly bytes: Uint8Array; readonly isEvent: boolean } | undefined

const parseRecorded: ParseLine = ({ text, number }) =>
  text.trim() === '' ? undefined : parseRecordedEvent(text, number)

/** Lines of a file, or of standard input for `-`, each made a record. */
export class LineSource implements ReplaySource {
  readonly #lines: LineReader
  readonly #parse: ParseLine
  /** A record that did not fit into the batch before. */
  #waiting: Uint8Array | undefined
  #fault: ReplayFault | undefined
  #readNs = 0
  events = 0
  readonly stateNs = 0
  readonly accounts = undefined
  readonly hostname = undefined

  constructor(path: string, parse: ParseLine = parseRecorded) {
    this.#lines = new LineReader(path)
    this.#parse = parse
  }

  get readBytes(): number {
    return this.#lines.readBytes
  }

  get totalBytes(): number {
    return this.#lines.totalBytes
  }

  get readNs(): number {
    return this.#readNs
  }

  get fault(): ReplayFault | undefined {
    return this.#fault
  }

  drainInto(buffer: ArrayBuffer, offset: number, capacity: number): number {
    const start = performance.now()
    const target = new Uint8Array(buffer, offset, capacity)
    let end = 0
    for (;;) {
      const record = this.#waiting ?? this.#nextRecord()
      this.#waiting = undefined
      if (record === undefined) break
      if (end + record.length > capacity) {
        this.#waiting = record
        break
      }
      target.set(record, end)
      end += record.length
    }
    this.#readNs += (performance.now() - start) * 1e6
    return end
  }

  close(): void {
    this.#lines.close()
  }

  #nextRecord(): Uint8Array | undefined {
    while (this.#fault === undefined) {
      const line = this.#nextLine()
      if (line === undefined) return undefined
      const record = this.#recordOf(line)
      if (record === undefined) continue
      if (record.isEvent) this.events++
      return record.bytes
    }
    return undefined
  }

  #nextLine(): Line | undefined {
    try {
      return this.#lines.next()
    } catch (error) {
      if (!(error instanceof LineTooLong)) throw error
      this.#fault = { message: error.message, offset: error.offset }
      return undefined
    }
  }

  #recordOf(line: Line): ReturnType<ParseLine> {
    try {
      return this.#parse(line)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      this.#fault = { message: `line ${line.number}: ${message}`, offset: line.offset }
      return undefined
    }
  }
}
