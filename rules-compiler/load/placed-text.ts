/**
 * Text that remembers where each of its pieces comes from. Falco builds conditions by joining and replacing text (lists,
 * appends, exceptions); errors must still point into the file.
 */
import type { Place } from '../place.ts'

interface Piece {
  readonly text: string
  /** The place of a character of the text that the piece was cut from. */
  readonly placeAt: (offset: number) => Place
  /** Where the piece begins in that text; a cut of a cut counts from the same text, so that cuts never nest. */
  readonly from: number
}

const placeIn = ({ placeAt, from }: Piece, offset: number): Place => placeAt(from + offset)

/** An immutable text made of pieces. */
export class PlacedText {
  readonly text: string
  readonly #pieces: readonly Piece[]
  readonly #starts: readonly number[]

  private constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces
    const starts: number[] = []
    let length = 0
    for (const piece of pieces) {
      starts.push(length)
      length += piece.text.length
    }
    this.#starts = starts
    this.text = pieces.length === 1 ? (pieces[0]?.text ?? '') : pieces.map((piece) => piece.text).join('')
  }

  /** Text from a file, with the place of each of its characters. */
  static mapped(text: string, placeAt: (offset: number) => Place): PlacedText {
    return new PlacedText([{ text, placeAt, from: 0 }])
  }

  /** Text that stands at one place as a whole. */
  static at(text: string, place: Place): PlacedText {
    return new PlacedText([{ text, placeAt: () => place, from: 0 }])
  }

  /** All parts, one behind the other; plain strings take the place of what is before them. */
  static join(parts: readonly (PlacedText | string)[]): PlacedText {
    const pieces: Piece[] = []
    for (const part of parts) {
      if (typeof part === 'string') {
        if (part !== '') pieces.push({ text: part, placeAt: endOf(pieces.at(-1), parts), from: 0 })
      } else for (const piece of part.#pieces) if (piece.text !== '') pieces.push(piece)
    }
    return new PlacedText(pieces.length > 0 ? pieces : [{ text: '', placeAt: endOf(undefined, parts), from: 0 }])
  }

  /** The part from `start` to `end`. */
  slice(start: number, end = this.text.length): PlacedText {
    const pieces: Piece[] = []
    for (let index = this.#indexAt(start); index < this.#pieces.length; index++) {
      const base = this.#starts[index] ?? 0
      const piece = this.#pieces[index]
      if (piece === undefined || base >= end) break
      const from = Math.max(start - base, 0)
      const to = Math.min(end - base, piece.text.length)
      if (from < to) pieces.push(cut(piece, from, to))
    }
    return new PlacedText(pieces.length > 0 ? pieces : [{ text: '', placeAt: () => this.placeAt(start), from: 0 }])
  }

  /** Which piece the character at `offset` is in. */
  #indexAt(offset: number): number {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Where the character at `offset` comes from. */
  placeAt(offset: number): Place {
    const index = this.#indexAt(offset)
    const piece = this.#pieces[index]
    if (piece === undefined) throw new Error('a placed text without pieces has no places')
    return placeIn(piece, Math.min(offset - (this.#starts[index] ?? 0), piece.text.length))
  }
}

const cut = (piece: Piece, from: number, to: number): Piece =>
  from === 0 && to === piece.text.length
    ? piece
    : { text: piece.text.slice(from, to), placeAt: piece.placeAt, from: piece.from + from }

/** Glue takes the end of the piece before it, or the beginning of the first part that has a place. */
function endOf(before: Piece | undefined, parts: readonly (PlacedText | string)[]): Piece['placeAt'] {
  if (before !== undefined) return () => placeIn(before, before.text.length)
  const first = parts.find((part) => typeof part !== 'string')
  if (first === undefined || typeof first === 'string') throw new Error('joining needs a part with a place')
  return () => first.placeAt(0)
}
