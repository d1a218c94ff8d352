/**
 * Go's regular expressions, as far as they decide whether a text matches as a whole. What Go refuses (backreferences,
 * look-around) is refused here, so that matching takes time in proportion to the text whatever the pattern.
 */

import { folded, perlClasses, posixClasses, type Test, unicodeClass } from './regex-classes.ts'

/** A pattern as a tree. */
export type RegexNode =
  | { readonly kind: 'set'; has(codePoint: number): boolean }
  | { readonly kind: 'sequence' | 'either'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly item: RegexNode; readonly least: number; readonly most: number }
  | { readonly kind: 'assert'; readonly that: Assertion }

/** What holds at a place between two characters. */
export type Assertion = 'textBegin' | 'textEnd' | 'lineBegin' | 'lineEnd' | 'word' | 'noWord'

/** Why a pattern cannot be read. */
export class RegexError extends Error {}

interface Flags {
  readonly i: boolean
  readonly m: boolean
  readonly s: boolean
}

const maxRepeat = 1000
const maxDepth = 100

/** Reads a pattern. Throws `RegexError`. */
export const parseRegex = (pattern: string): RegexNode => {
  const parser = new Parser(pattern)
  const node = parser.either({ i: false, m: false, s: false }, 0)
  if (!parser.isAtEnd) throw new RegexError('an unmatched )')
  return node
}

class Parser {
  readonly #characters: readonly string[]
  #at = 0

  constructor(pattern: string) {
    this.#characters = [...pattern]
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#characters.length
  }

  #peek(offset = 0): string {
    return this.#characters[this.#at + offset] ?? ''
  }

  #next(): string {
    const character = this.#peek()
    if (character === '') throw new RegexError('it ends too early')
    this.#at += 1
    return character
  }

  #take(text: string): boolean {
    if (![...text].every((character, index) => this.#peek(index) === character)) return false
    this.#at += [...text].length
    return true
  }

  either(given: Flags, depth: number): RegexNode {
    if (depth > maxDepth) throw new RegexError('groups nested too deeply')
    let flags = given
    let items: RegexNode[] = []
    const branches: RegexNode[] = []
    while (!this.isAtEnd && this.#peek() !== ')') {
      if (this.#take('|')) {
        branches.push({ kind: 'sequence', items })
        items = []
        continue
      }
      const changed = this.#flagGroup(flags)
      if (changed !== undefined) flags = changed
      else if (this.#take('\\Q')) items.push(...this.#literal(flags))
      else items.push(this.#repeated(this.#atom(flags, depth)))
    }
    branches.push({ kind: 'sequence', items })
    return branches.length === 1 ? { kind: 'sequence', items } : { kind: 'either', items: branches }
  }

  /** `(?i)`: flags for what follows in this group. */
  #flagGroup(flags: Flags): Flags | undefined {
    const text = this.#characters.slice(this.#at, this.#at + 16).join('')
    const found = /^\(\?([imsU]*)(?:-([imsU]+))?\)/.exec(text)
    if (found === null || found[0] === '(?)') return undefined
    this.#at += found[0].length
    return withFlags(flags, found[1] ?? '', found[2] ?? '')
  }

  #literal(flags: Flags): RegexNode[] {
    const items: RegexNode[] = []
    while (!this.isAtEnd && !this.#take('\\E')) items.push(characterSet(this.#next(), flags))
    const last = items.pop()
    return last === undefined ? [] : [...items, this.#repeated(last)]
  }

  #repeated(atom: RegexNode): RegexNode {
    let node = atom
    for (let times = 0; ; times++) {
      const bounds = this.#bounds()
      if (bounds === undefined) return node
      if (times > 0) throw new RegexError('a repetition of a repetition')
      this.#take('?')
      node = { kind: 'repeat', item: node, least: bounds[0], most: bounds[1] }
    }
  }

  #bounds(): readonly [number, number] | undefined {
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY]
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY]
    if (this.#take('?')) return [0, 1]
    const found = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.#characters.slice(this.#at, this.#at + 12).join(''))
    if (found === null) return undefined
    this.#at += found[0].length
    const least = Number(found[1])
    const most = found[2] === undefined ? least : found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3])
    if (least > maxRepeat || (most > maxRepeat && most !== Number.POSITIVE_INFINITY) || least > most)
      throw new RegexError(`a repetition must lie between 0 and ${maxRepeat}`)
    return [least, most]
  }

  #atom(flags: Flags, depth: number): RegexNode {
    const character = this.#next()
    switch (character) {
      case '.':
        return { kind: 'set', has: (codePoint) => flags.s || codePoint !== 10 }
      case '^':
        return { kind: 'assert', that: flags.m ? 'lineBegin' : 'textBegin' }
      case '$':
        return { kind: 'assert', that: flags.m ? 'lineEnd' : 'textEnd' }
      case '(':
        return this.#group(flags, depth)
      case '[':
        return { kind: 'set', has: this.#class(flags) }
      case '\\':
        return this.#escape(flags)
      case '*':
      case '+':
      case '?':
        throw new RegexError(`nothing before ${character} to repeat`)
      default:
        return characterSet(character, flags)
    }
  }

  #group(flags: Flags, depth: number): RegexNode {
    let inner = flags
    if (this.#take('?')) {
      const text = this.#characters.slice(this.#at, this.#at + 80).join('')
      const found = /^(?:P?<[A-Za-z_]\w*>|([imsU]*)(?:-([imsU]+))?:)/.exec(text)
      if (found === null) throw new RegexError('look-around and other (? groups are not known here')
      this.#at += found[0].length
      inner = withFlags(flags, found[1] ?? '', found[2] ?? '')
    }
    const node = this.either(inner, depth + 1)
    if (!this.#take(')')) throw new RegexError('a missing )')
    return node
  }

  #escape(flags: Flags): RegexNode {
    const asserted = assertions[this.#peek()]
    if (asserted !== undefined) {
      this.#at += 1
      return { kind: 'assert', that: asserted }
    }
    const named = this.#namedClass(flags)
    if (named !== undefined) return { kind: 'set', has: named }
    return characterSet(this.#escapedCharacter(), flags)
  }

  /** `\d`, `\pL`, `\p{Greek}` and their opposites, behind the backslash. */
  #namedClass(flags: Flags): Test | undefined {
    const letter = this.#peek()
    const perl = perlClasses[letter.toLowerCase()]
    if (perl !== undefined && /^[dswDSW]$/.test(letter)) {
      this.#at += 1
      return letter === letter.toLowerCase() ? perl : (codePoint) => !perl(codePoint)
    }
    if (letter !== 'p' && letter !== 'P') return undefined
    this.#at += 1
    let name = this.#next()
    if (name === '{') {
      name = ''
      for (let character = this.#next(); character !== '}'; character = this.#next()) name += character
    }
    const isNegated = (letter === 'P') !== name.startsWith('^')
    const known = unicodeClass(name.replace('^', ''))
    if (known === undefined) throw new RegexError(`\\p{${name.slice(0, 32)}} is no class`)
    const test = folded(known, flags.i)
    return isNegated ? (codePoint) => !test(codePoint) : test
  }

  #escapedCharacter(): string {
    const character = this.#next()
    const control = controls[character]
    if (control !== undefined) return control
    if (character === 'x') return this.#hexCharacter()
    if (/^[A-Za-z0-9]$/.test(character)) throw new RegexError(`\\${character} means nothing`)
    return character
  }

  #hexCharacter(): string {
    let digits = ''
    if (this.#take('{')) for (let digit = this.#next(); digit !== '}'; digit = this.#next()) digits += digit
    else digits = this.#next() + this.#next()
    if (!/^[0-9A-Fa-f]{1,6}$/.test(digits) || Number.parseInt(digits, 16) > 0x10ffff)
      throw new RegexError('\\x needs hex digits of a character')
    return String.fromCodePoint(Number.parseInt(digits, 16))
  }

  #class(flags: Flags): Test {
    const isNegated = this.#take('^')
    const tests: Test[] = []
    for (let isFirst = true; isFirst || this.#peek() !== ']'; isFirst = false) tests.push(this.#classItem(flags))
    this.#next()
    return (codePoint) => tests.some((test) => test(codePoint)) !== isNegated
  }

  #classItem(flags: Flags): Test {
    const posix = /^\[:(\^?)([a-z]+):\]/.exec(this.#characters.slice(this.#at, this.#at + 12).join(''))
    if (posix !== null) {
      this.#at += posix[0].length
      const test = posixClasses.get(posix[2] ?? '')
      if (test === undefined) throw new RegexError(`${posix[0]} is no class`)
      return posix[1] === '' ? test : (codePoint) => !test(codePoint)
    }
    if (this.#peek() === '\\') {
      this.#at += 1
      const named = this.#namedClass(flags)
      if (named !== undefined) return named
      this.#at -= 1
    }
    const first = this.#classCharacter()
    if (this.#peek() !== '-' || this.#peek(1) === ']') return characterSet(first, flags).has
    this.#next()
    const [from, to] = [first, this.#classCharacter()].map((character) => character.codePointAt(0) ?? 0)
    if (from === undefined || to === undefined || from > to) throw new RegexError('a range that runs backwards')
    return folded((codePoint) => codePoint >= from && codePoint <= to, flags.i)
  }

  #classCharacter(): string {
    return this.#take('\\') ? this.#escapedCharacter() : this.#next()
  }
}

const withFlags = (flags: Flags, on: string, off: string): Flags => {
  const flag = (name: 'i' | 'm' | 's'): boolean => (flags[name] || on.includes(name)) && !off.includes(name)
  return { i: flag('i'), m: flag('m'), s: flag('s') }
}

const characterSet = (character: string, flags: Flags): Extract<RegexNode, { kind: 'set' }> => {
  const wanted = character.codePointAt(0)
  return { kind: 'set', has: folded((codePoint) => codePoint === wanted, flags.i) }
}

const assertions: Readonly<Record<string, Assertion>> = { A: 'textBegin', z: 'textEnd', b: 'word', B: 'noWord' }
const controls: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' }
