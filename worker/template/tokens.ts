/** A template as text and actions, and an action as tokens. */

/** Why a template cannot be read or filled in. */
export class TemplateError extends Error {}

/** A piece of a template: text that stands for itself, or what stands between braces. */
export interface Piece {
  readonly kind: 'text' | 'action'
  readonly text: string
}

/** One token of an action. */
export interface Token {
  readonly kind: 'word' | 'field' | 'variable' | 'string' | 'number' | 'sign'
  readonly text: string
}

/** Splits a template. `{{-` and `-}}` take the white space beside them; comments go. */
export const piecesOf = (template: string): readonly Piece[] => {
  const pieces: Piece[] = []
  let at = 0
  let trimsNext = false
  for (;;) {
    const open = template.indexOf('{{', at)
    const text = template.slice(at, open < 0 ? undefined : open)
    const trimsBefore = open >= 0 && /^-\s/.test(template.slice(open + 2, open + 4))
    const trimmed = trimsNext ? text.trimStart() : text
    pieces.push({ kind: 'text', text: trimsBefore ? trimmed.trimEnd() : trimmed })
    if (open < 0) return pieces.filter((piece) => piece.text !== '')
    const close = closeOf(template, open + 2)
    const inner = template.slice(open + 2 + (trimsBefore ? 1 : 0), close)
    trimsNext = /\s-$/.test(inner)
    const action = (trimsNext ? inner.slice(0, -1) : inner).trim()
    if (!/^\/\*.*\*\/$/s.test(action)) pieces.push({ kind: 'action', text: action })
    at = close + 2
  }
}

/** The braces that close an action; those inside strings do not count. */
const closeOf = (template: string, from: number): number => {
  const pattern = /"(?:[^"\\\n]|\\.)*"|`[^`]*`|\/\*.*?\*\/|\}\}/gs
  pattern.lastIndex = from
  for (let found = pattern.exec(template); found !== null; found = pattern.exec(template))
    if (found[0] === '}}') return found.index
  throw new TemplateError('an action that does not end: }} is missing')
}

const tokenPattern =
  /\s*(?:(?<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`)|(?<number>-?\d+(?:\.\d+)?)|(?<field>\.[A-Za-z_]\w*)|(?<variable>\$\w*)|(?<word>[A-Za-z_]\w*)|(?<sign>:=|=|\||\(|\)|,|\.))/y

/** The tokens of an action. */
export const tokensOf = (action: string): readonly Token[] => {
  const tokens: Token[] = []
  let at = 0
  while (action.slice(at).trim() !== '') {
    tokenPattern.lastIndex = at
    const found = tokenPattern.exec(action)
    const [kind, text] = Object.entries(found?.groups ?? {}).find(([, value]) => value !== undefined) ?? []
    if (found === null || kind === undefined || text === undefined)
      throw new TemplateError(`${action.slice(at, at + 20).trim()} is not understood`)
    // The groups of the pattern carry the names of the kinds.
    tokens.push({ kind: kind as Token['kind'], text: kind === 'string' ? stringOf(text) : text })
    at = tokenPattern.lastIndex
  }
  return tokens
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
])

const stringOf = (literal: string): string =>
  literal.startsWith('`')
    ? literal.slice(1, -1)
    : literal.slice(1, -1).replaceAll(/\\(.)/g, (_, character: string) => escapes.get(character) ?? character)
