/**
 * Regular expressions as Falco's engine reads them: POSIX syntax with leftmost-longest matching, no Perl classes, no
 * back references, repetition counts up to 1000. This reads them into a tree and says what is wrong.
 */
import { ConditionFault } from '../condition/fault.ts'
import { invert, namedRanges, type Ranges } from './regex-classes.ts'

/** A regular expression. `begin` and `end` are those of a line. */
export type Regex =
  | { readonly kind: 'set'; readonly ranges: Ranges; readonly negated: boolean }
  | { readonly kind: 'begin' | 'end' | 'empty' }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Regex[] }
  | { readonly kind: 'repeat'; readonly part: Regex; readonly least: number; readonly most: number | null }

/** The most that a count in braces may be. */
const maxCount = 1000
/** The most that nested counts may multiply to. */
const maxSize = 1000
const maxDepth = 200

const controls: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }

class RegexReader {
  readonly #characters: readonly string[]
  #at = 0
  #depth = 0

  constructor(pattern: string) {
    this.#characters = [...pattern]
  }

  read(): Regex {
    const regex = this.#choice()
    if (this.#at < this.#characters.length) throw this.#fault(`unexpected ): ${this.#characters.join('')}`)
    return regex
  }

  #fault(message: string): ConditionFault {
    return new ConditionFault(`invalid regex pattern: ${message}`)
  }

  #peek(offset = 0): string {
    return this.#characters[this.#at + offset] ?? ''
  }

  #take(character: string): boolean {
    if (this.#peek() !== character || character === '') return false
    this.#at++
    return true
  }

  #choice(): Regex {
    if (++this.#depth > maxDepth) throw this.#fault('expression nests too deeply')
    const parts = [this.#sequence()]
    while (this.#take('|')) parts.push(this.#sequence())
    this.#depth--
    return parts.length === 1 ? (parts[0] ?? { kind: 'empty' }) : { kind: 'choice', parts }
  }

  #sequence(): Regex {
    const parts: Regex[] = []
    while (this.#at < this.#characters.length && this.#peek() !== '|' && this.#peek() !== ')')
      parts.push(this.#repeated())
    return parts.length === 0
      ? { kind: 'empty' }
      : parts.length === 1
        ? (parts[0] ?? { kind: 'empty' })
        : { kind: 'sequence', parts }
  }

  #repeated(): Regex {
    let part = this.#atom()
    for (;;) {
      if (this.#take('*')) part = { kind: 'repeat', part, least: 0, most: null }
      else if (this.#take('+')) part = { kind: 'repeat', part, least: 1, most: null }
      else if (this.#take('?')) part = { kind: 'repeat', part, least: 0, most: 1 }
      else {
        const counts = this.#counts()
        if (counts === null) return part
        part = { kind: 'repeat', part, ...counts }
        if (sizeOf(part) > maxSize) throw this.#fault('bad repetition operator: the counts multiply beyond 1000')
      }
    }
  }

  /** `{n}`, `{n,}` or `{n,m}`; anything else in braces is plain text. */
  #counts(): { least: number; most: number | null } | null {
    if (this.#peek() !== '{') return null
    const match = /^\{(\d{1,9})(,(\d{0,9}))?\}/.exec(this.#characters.slice(this.#at, this.#at + 24).join(''))
    if (match === null) return null
    this.#at += match[0].length
    const least = Number(match[1])
    const most = match[2] === undefined ? least : match[3] === '' ? null : Number(match[3])
    if (least > maxCount || (most ?? 0) > maxCount || (most !== null && most < least))
      throw this.#fault(`invalid repetition size: ${match[0]}`)
    return { least, most }
  }

  #atom(): Regex {
    const character = this.#peek()
    this.#at++
    switch (character) {
      case '(': {
        const inner = this.#choice()
        if (!this.#take(')')) throw this.#fault(`missing ): ${this.#characters.join('')}`)
        return inner
      }
      case '*':
      case '+':
      case '?':
        throw this.#fault(`no argument for repetition operator: ${character}`)
      case '.':
        return { kind: 'set', ranges: [[10, 10]], negated: true }
      case '^':
        return { kind: 'begin' }
      case '$':
        return { kind: 'end' }
      case '[':
        return this.#set()
      case '\\':
        return single(this.#escape())
      default:
        return single(character.codePointAt(0) ?? 0)
    }
  }

  /** The code point of an escape whose backslash is read. */
  #escape(): number {
    const character = this.#peek()
    if (character === '') throw this.#fault('trailing \\')
    this.#at++
    const code = character.codePointAt(0) ?? 0
    const control = controls[character]
    if (control !== undefined) return control
    if (character === 'x') return this.#hexEscape()
    if (/^[0-7]$/.test(character) && (character === '0' || /^[0-7]$/.test(this.#peek())))
      return this.#octalEscape(character)
    if (code < 128 && !/[A-Za-z0-9]/.test(character)) return code
    throw this.#fault(`invalid escape sequence: \\${character}`)
  }

  #octalEscape(first: string): number {
    let digits = first
    while (digits.length < 3 && /^[0-7]$/.test(this.#peek())) {
      digits += this.#peek()
      this.#at++
    }
    return Number.parseInt(digits, 8)
  }

  #hexEscape(): number {
    const rest = this.#characters.slice(this.#at, this.#at + 12).join('')
    const match = /^(?:\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{2}))/.exec(rest)
    const code = Number.parseInt(match?.[1] ?? match?.[2] ?? '', 16)
    if (match === null || code > 0x10ffff) throw this.#fault(`invalid escape sequence: \\x${rest.slice(0, 2)}`)
    this.#at += match[0].length
    return code
  }

  /** A set whose `[` is read. */
  #set(): Regex {
    const negated = this.#take('^')
    const ranges: (readonly [number, number])[] = []
    let first = true
    while (first || this.#peek() !== ']') {
      if (this.#at >= this.#characters.length) throw this.#fault(`missing ]: ${this.#characters.join('')}`)
      if (this.#peek() === '-' && !first && this.#peek(1) !== ']')
        throw this.#fault(`invalid character class range: -${this.#peek(1)}`)
      first = false
      ranges.push(...(this.#namedClass() ?? [this.#range()]))
    }
    this.#at++
    return { kind: 'set', ranges, negated }
  }

  #namedClass(): Ranges | null {
    if (this.#peek() !== '[' || this.#peek(1) !== ':') return null
    const match = /^\[:(\^?)([a-z]+):\]/.exec(this.#characters.slice(this.#at, this.#at + 16).join(''))
    if (match === null) return null
    const ranges = namedRanges[match[2] ?? '']
    if (ranges === undefined) throw this.#fault(`invalid character class range: ${match[0]}`)
    this.#at += match[0].length
    return match[1] === '^' ? invert(ranges) : ranges
  }

  #range(): readonly [number, number] {
    const from = this.#setCharacter()
    if (this.#peek() !== '-' || this.#peek(1) === ']' || this.#peek(1) === '') return [from, from]
    this.#at++
    const to = this.#setCharacter()
    if (to < from) throw this.#fault('invalid character class range')
    return [from, to]
  }

  #setCharacter(): number {
    const character = this.#peek()
    this.#at++
    return character === '\\' ? this.#escape() : (character.codePointAt(0) ?? 0)
  }
}

const single = (code: number): Regex => ({ kind: 'set', ranges: [[code, code]], negated: false })

/** How often the counts of nested repetitions repeat something, at most. */
function sizeOf(regex: Regex): number {
  if (regex.kind === 'repeat') return Math.max(regex.most ?? regex.least, 1) * sizeOf(regex.part)
  if (regex.kind === 'sequence' || regex.kind === 'choice') return Math.max(1, ...regex.parts.map(sizeOf))
  return 1
}

/** Reads a regular expression; throws a ConditionFault that says what is wrong with it. */
export const readRegex = (pattern: string): Regex => new RegexReader(pattern).read()
