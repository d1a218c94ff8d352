/** A recording of eyas as the source of a replay: JSON lines, one object per event. */
import { performance } from 'node:perf_hooks'
import { parseRecordedEvent } from '../hot/recorded-events.ts'
import { type Line, LineReader, LineTooLong } from './line-reader.ts'
import type { ReplayFault, ReplaySource } from './replay-source.ts'

/** Makes the record of one line; throws if the line is no event. */
export type ParseLine = (line: Line) => readonly LineRecord[]

/** A record; `isEvent` is false of what was there before. */
export interface LineRecord {
  readonly bytes: Uint8Array
  readonly isEvent: boolean
}

const parseRecorded: ParseLine = ({ text, number }) => (text.trim() === '' ? [] : [parseRecordedEvent(text, number)])

/** Lines of a file, or of standard input for `-`, each made a record. */
export class LineSource implements ReplaySource {
  readonly #lines: LineReader
  readonly #parse: ParseLine
  readonly #goesOn: boolean
  /** Records of lines that were read and did not fit into the batch before. */
  #waiting: LineRecord[] = []
  #fault: ReplayFault | undefined
  #readNs = 0
  events = 0
  ended = false
  readonly stateNs = 0
  readonly accounts = undefined
  readonly hostname = undefined

  /** With `goesOn` lines behind a faulty one are read as well, and the first fault is told. */
  constructor(path: string, parse: ParseLine = parseRecorded, goesOn = false) {
    this.#lines = new LineReader(path)
    this.#parse = parse
    this.#goesOn = goesOn
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
      if (this.#waiting.length === 0) this.#waiting = [...this.#nextRecords()]
      const [record] = this.#waiting
      if (record === undefined || end + record.bytes.length > capacity) break
      this.#waiting.shift()
      if (record.isEvent) this.events++
      target.set(record.bytes, end)
      end += record.bytes.length
    }
    this.#readNs += (performance.now() - start) * 1e6
    this.ended = end === 0
    return end
  }

  close(): void {
    this.#lines.close()
  }

  /** The records of the next line that makes any; none at the end. */
  #nextRecords(): readonly LineRecord[] {
    while (this.#fault === undefined || this.#goesOn) {
      const line = this.#nextLine()
      if (line === undefined) break
      const records = this.#recordsOf(line)
      if (records.length > 0) return records
    }
    return []
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

  #recordsOf(line: Line): readonly LineRecord[] {
    try {
      return this.#parse(line)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      this.#fault ??= { message: `line ${line.number}: ${message}`, offset: line.offset }
      return []
    }
  }
}
