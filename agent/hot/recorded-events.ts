/** Events from a file of JSON lines: one object per event, as wasm-runtime/record-writer takes them. */
import { readFileSync } from 'node:fs'
import type { LossLedger } from '#schema/alert'
import { recordFlags } from '#schema/record'
import { type RecordObject, writeRecord } from '#wasm-runtime'
import type { EventSource } from './event-source.ts'

/** A line that is no event; the message says which and why. */
export class RecordingError extends Error {}

/** A line of a recording with the record that it makes. */
export interface RecordedEvent {
  readonly object: RecordObject
  readonly bytes: Uint8Array
  /** False of what was there before, which is never judged. */
  readonly isEvent: boolean
}

/** Reads one line; it counts as event `number` unless it says otherwise. Throws if it is no event. */
export function parseRecordedEvent(line: string, number: number): RecordedEvent {
  // Columns and their values are checked where the record is written.
  const object = JSON.parse(line) as RecordObject
  return { object, bytes: writeRecord({ number, ...object }), isEvent: !isSnapshot(object) }
}

/** Reads a recording whole; `name` stands in error messages. Empty lines are passed over. */
export function parseRecording(text: string, name: string): readonly RecordedEvent[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    try {
      return [parseRecordedEvent(line, index + 1)]
    } catch (error) {
      throw new RecordingError(`${name}:${index + 1}: ${error instanceof Error ? error.message : String(error)}`)
    }
  })
}

const isSnapshot = (object: RecordObject): boolean =>
  object.type === 'process_snapshot' || (Number(object.flags ?? 0) & recordFlags.SNAPSHOT) !== 0

/** A recording as a source of events. */
export class RecordedEvents implements EventSource {
  readonly #events: readonly RecordedEvent[]
  readonly #evaluated = new Map<string, number>()
  #next = 0

  constructor(file: string) {
    this.#events = parseRecording(readFileSync(file, 'utf8'), file)
  }

  attach(): void {}

  snapshot(): { bytes: number; complete: boolean } {
    return { bytes: 0, complete: true }
  }

  drainInto(buffer: ArrayBuffer, offset: number, capacity: number): number {
    const target = new Uint8Array(buffer, offset, capacity)
    let end = 0
    for (let event = this.#events[this.#next]; event !== undefined; event = this.#events[++this.#next]) {
      if (end + event.bytes.length > capacity) break
      target.set(event.bytes, end)
      end += event.bytes.length
      if (event.isEvent) this.#evaluated.set(event.object.type, (this.#evaluated.get(event.object.type) ?? 0) + 1)
    }
    return end
  }

  onReadable(callback: () => void): void {
    setImmediate(callback)
  }

  get ended(): boolean {
    return this.#next >= this.#events.length
  }

  ledger(): LossLedger {
    return Object.fromEntries(
      [...this.#evaluated].map(([type, count]) => [type, { seen: count, filtered: 0, evaluated: count, dropped: 0 }]),
    )
  }

  hooks(): Readonly<Record<string, never>> {
    return {}
  }

  drops(): number {
    return 0
  }

  isRunning(): boolean {
    return true
  }

  setInterest(): void {}

  setFilter(): void {}
  answer(): void {}

  setOwn(): void {}

  close(): void {}
}
