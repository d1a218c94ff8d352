/**
 * Where the characters of a YAML scalar's value stand in the file. Block and plain scalars differ from their source
 * only in white space, so the n-th visible character of the one is the n-th of the other; quoted ones also in escapes.
 */
import type { Place } from '../place.ts'

/** Offsets at which the lines of a file begin. */
export class Lines {
  readonly #starts: number[] = [0]
  readonly file: string

  constructor(file: string, text: string) {
    this.file = file
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1)
  }

  /** The place of an offset. */
  placeAt(offset: number): Place {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { file: this.file, line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 }
  }
}

/** How a scalar is written, and from which offset to which. */
export interface ScalarSource {
  readonly style: 'plain' | 'single' | 'double' | 'block'
  readonly start: number
  readonly end: number
}

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13)

const escapeLengths: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 }

/** Offset behind the character of a quoted scalar that begins at `at`. */
function endOfCharacter(text: string, at: number, style: ScalarSource['style']): number {
  if (style === 'single' && text.startsWith("''", at)) return at + 2
  if (style === 'double' && text[at] === '\\') return at + (escapeLengths[text[at + 1] ?? ''] ?? 2)
  return at + 1
}

/** First offset of the content: behind the quote or behind the header line of a block. */
function contentStart(text: string, source: ScalarSource): number {
  if (source.style === 'plain') return source.start
  if (source.style !== 'block') return source.start + 1
  const newline = text.indexOf('\n', source.start)
  return newline === -1 ? source.end : newline + 1
}

/** Offset behind the white space, and behind the broken lines of double quotes, that stand at `at`. */
function skipSpace(text: string, at: number, { style, end }: ScalarSource): number {
  let next = at
  for (;;) {
    if (next < end && isSpace(text.charCodeAt(next))) next++
    else if (style === 'double' && /^\\\r?\n/.test(text.slice(next, next + 3))) next += 2
    else return next
  }
}

/** For each character of `value` its offset in `text`; one more entry for the end. */
export function offsetsOf(text: string, source: ScalarSource, value: string): Uint32Array {
  const { style, end } = source
  const offsets = new Uint32Array(value.length + 1)
  let at = contentStart(text, source)
  for (let index = 0; index < value.length; index++) {
    const isVisible = !isSpace(value.charCodeAt(index))
    if (isVisible) at = skipSpace(text, at, source)
    offsets[index] = Math.min(at, end)
    const isWritten = isSpace(text.charCodeAt(at)) || (style === 'double' && text[at] === '\\')
    if (isVisible || isWritten) at = endOfCharacter(text, at, style)
  }
  offsets[value.length] = Math.min(at, end)
  return offsets
}
