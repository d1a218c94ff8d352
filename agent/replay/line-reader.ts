/** Reads a file line by line, a part at a time, so that its length does not matter. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** Bytes read at a time. */
const chunkBytes = 1 << 20

/** Longer lines are no events. */
const maxLineBytes = 16 << 20

/** One line without its end, and where it begins. */
export interface Line {
  readonly text: string
  /** Offset in bytes. */
  readonly offset: number
  /** Number, from 1. */
  readonly number: number
}

/** A line that is longer than any event; the message says so. */
export class LineTooLong extends Error {
  readonly offset: number
  constructor(offset: number) {
    super(`a line is longer than ${maxLineBytes} bytes`)
    this.offset = offset
  }
}

/** The lines of a file, or of standard input if the path is `-`. */
export class LineReader {
  readonly #file: number
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  /** Bytes read and not yet given, from the beginning of a line. */
  #rest: Uint8Array = new Uint8Array(0)
  /** Offset of `#rest` in the file. */
  #offset = 0
  /** Where the next line begins in `#rest`, and up to where no end of a line was found. */
  #next = 0
  #number = 0
  #isAtEnd = false
  /** 0 if it cannot be known. */
  readonly totalBytes: number

  constructor(path: string) {
    this.#file = path === '-' ? 0 : openSync(path, 'r')
    const found = fstatSync(this.#file)
    this.totalBytes = found.isFile() ? found.size : 0
  }

  /** Bytes of the lines given so far. */
  get readBytes(): number {
    return this.#offset + this.#next
  }

  /** The next line; undefined at the end. Throws LineTooLong. */
  next(): Line | undefined {
    let end = this.#rest.indexOf(10, this.#next)
    while (end === -1 && !this.#isAtEnd) {
      const searched = this.#rest.length - this.#next
      if (searched > maxLineBytes) throw new LineTooLong(this.readBytes)
      this.#fill()
      end = this.#rest.indexOf(10, searched)
    }
    if (end === -1 && this.#next === this.#rest.length) return undefined
    const start = this.#next
    const stop = end === -1 ? this.#rest.length : end
    const line = {
      text: this.#decoder.decode(this.#rest.subarray(start, stop)),
      offset: this.#offset + start,
      number: ++this.#number,
    }
    this.#next = end === -1 ? stop : stop + 1
    return line
  }

  close(): void {
    if (this.#file !== 0) closeSync(this.#file)
  }

  /** Reads more behind what is left, which is moved to the front. */
  #fill(): void {
    const left = this.#rest.subarray(this.#next)
    const more = new Uint8Array(left.length + chunkBytes)
    more.set(left)
    const count = readSync(this.#file, more, left.length, chunkBytes, null)
    this.#isAtEnd = count === 0
    this.#offset += this.#next
    this.#next = 0
    this.#rest = more.subarray(0, left.length + count)
  }
}
