/** Reads tokens from a condition. Falco's lexer looks ahead for one thing at a time, and so does this one. */
import { undoEscapes } from './escaping.ts'

const blanks = /[ \t\b\r\n]+/y
const patterns = {
  not: /not[ \t\n\v\f\r]+/y,
  identifier: /[a-zA-Z]+[a-zA-Z0-9_]*/y,
  fieldName: /[a-zA-Z]+[a-zA-Z0-9_]*(?:\.[a-zA-Z]+[a-zA-Z0-9_]*)+/y,
  bareArgument: /[^\]["' \t\n\v\f\r]+/y,
  hexNumber: /0[xX][0-9a-fA-F]+/y,
  number: /[+-]?[0-9]+\.?[0-9]*(?:[eE][+-][0-9]+)?/y,
  bareText: /[^()"' \t\n\v\f\r=,]+/y,
} as const

/** The kinds of tokens that are given by a pattern. */
export type TokenKind = keyof typeof patterns

/** A cursor over a condition. Every `take` either consumes and answers true or leaves the cursor where it was. */
export class Lexer {
  readonly text: string
  offset = 0
  /** The last token taken. */
  token = ''

  constructor(text: string) {
    this.text = text
  }

  /** Whether everything is read. */
  get atEnd(): boolean {
    return this.offset === this.text.length
  }

  /** Skips white space; true if there was some. */
  blank(): boolean {
    blanks.lastIndex = this.offset
    if (!blanks.test(this.text)) return false
    this.offset = blanks.lastIndex
    return true
  }

  /** Takes exactly this text. */
  take(text: string): boolean {
    if (!this.text.startsWith(text, this.offset)) return false
    this.offset += text.length
    this.token = text
    return true
  }

  /** Takes a word that white space must follow, and that white space. */
  takeWord(word: string): boolean {
    const { offset, token } = this
    if (this.take(word) && this.blank()) return true
    this.offset = offset
    this.token = token
    return false
  }

  /** Takes a token of that kind. */
  takeKind(kind: TokenKind): boolean {
    const pattern = patterns[kind]
    pattern.lastIndex = this.offset
    const match = pattern.exec(this.text)
    if (match === null) return false
    this.offset = pattern.lastIndex
    this.token = match[0]
    return true
  }

  /** Takes a text in single or double quotes; the token is what the quotes hold, escapes undone. */
  takeQuoted(): boolean {
    const quote = this.text.charAt(this.offset)
    if (quote !== "'" && quote !== '"') return false
    let end = this.text.indexOf(quote, this.offset + 1)
    while (end !== -1 && this.text[end - 1] === '\\') end = this.text.indexOf(quote, end + 1)
    if (end === -1) return false
    const body = this.text.slice(this.offset + 1, end)
    this.offset = end + 1
    this.token = undoEscapes(body, quote)
    return true
  }
}
