/**
 * Alertmanager's matchers out of text: one (`a=b`, `"a b"=~"c.*"`) or a list (`{a="b", c!~"d"}`, braces optional).
 *
 * Both of its grammars are read: the newer one, in which names may be quoted and hold any character, and where that
 * fails the classic one, in which names are plain and an unquoted value runs to the next comma.
 */
import { type Fault, Faults } from '../fault.ts'
import { type Matcher, type MatcherText, matcherOf, type Operator } from './matcher.ts'

/** The matchers of a text, or what is wrong with it. */
export type ParsedMatchers =
  | { readonly kind: 'matchers'; readonly matchers: readonly Matcher[] }
  | { readonly kind: 'faults'; readonly faults: readonly Fault[] }

const maxMatchers = 64
const maxText = 16_384

/** Reads one matcher or a list. `place` is named by faults. */
export const parseMatchers = (text: string, place: string): ParsedMatchers => {
  const texts = text.length > maxText ? 'is too long' : (readUtf8(text) ?? readClassic(text))
  if (typeof texts === 'string') return refused('not_a_matcher', place, texts)
  if (texts.length > maxMatchers) return refused('not_a_matcher', place, `has more than ${maxMatchers} matchers`)
  return compileMatchers(texts, place)
}

/** Makes matchers ready, or says which pattern cannot be read. */
export const compileMatchers = (texts: readonly MatcherText[], place: string): ParsedMatchers => {
  const faults = new Faults()
  const matchers: Matcher[] = []
  for (const text of texts) {
    try {
      matchers.push(matcherOf(text))
    } catch (cause) {
      faults.add('not_a_regex', place, `${text.name}: ${cause instanceof Error ? cause.message : String(cause)}`)
    }
  }
  return faults.found.length > 0 ? { kind: 'faults', faults: faults.found } : { kind: 'matchers', matchers }
}

const refused = (code: string, place: string, hint: string): ParsedMatchers => ({
  kind: 'faults',
  faults: [{ code, place, hint }],
})

const quoted = /"(?:[^"\\\n]|\\.)*"/y
const bare = /[^\s{}!=~,"'`\\]+/y
const operators: readonly Operator[] = ['=~', '!~', '!=', '=']

/** The newer grammar, or undefined where the text is none of it. */
const readUtf8 = (text: string): readonly MatcherText[] | undefined => {
  const inner = withoutBraces(text)
  if (inner === undefined || text.trim() === '') return undefined
  const found: MatcherText[] = []
  let at = skip(inner, 0)
  while (at < inner.length) {
    const name = token(inner, at)
    if (name === undefined || name.text === '') return undefined
    at = skip(inner, name.end)
    const operator = operators.find((one) => inner.startsWith(one, at))
    if (operator === undefined) return undefined
    const value = token(inner, skip(inner, at + operator.length))
    if (value === undefined) return undefined
    found.push({ name: name.text, operator, value: value.text })
    at = skip(inner, value.end)
    if (at < inner.length && inner[at] !== ',') return undefined
    at = skip(inner, at + 1)
  }
  return found
}

const withoutBraces = (text: string): string | undefined => {
  const trimmed = text.trim()
  if (!trimmed.startsWith('{')) return trimmed
  return trimmed.endsWith('}') ? trimmed.slice(1, -1) : undefined
}

const skip = (text: string, from: number): number => {
  let at = from
  while (/^\s$/.test(text[at] ?? '')) at += 1
  return at
}

const token = (text: string, at: number): { readonly text: string; readonly end: number } | undefined => {
  const pattern = text[at] === '"' ? quoted : bare
  pattern.lastIndex = at
  const found = pattern.exec(text)?.[0]
  if (found === undefined) return undefined
  const value = pattern === quoted ? goUnquote(found) : found
  return value === undefined ? undefined : { text: value, end: at + found.length }
}

const goEscapes: ReadonlyMap<string, string> = new Map(
  Object.entries({ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', '"': '"' }),
)

/** The text of a Go string literal in double quotes, or undefined where an escape means nothing. */
const goUnquote = (literal: string): string | undefined => {
  let isWrong = false
  const text = literal.slice(1, -1).replaceAll(/\\(u[0-9a-fA-F]{4}|x[0-7][0-9a-fA-F]|.)/gs, (_, code: string) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
    const meant = goEscapes.get(code)
    if (meant === undefined) isWrong = true
    return meant ?? ''
  })
  return isWrong ? undefined : text
}

/** The classic grammar, or why the text is none of it. */
const readClassic = (text: string): readonly MatcherText[] | string => {
  const found: MatcherText[] = []
  for (const part of splitClassic(withoutOuterBraces(text.trim()))) {
    const [, name, operator, raw] = /^\s*([A-Za-z_:][A-Za-z0-9_:]*)\s*(=~|!~|!=|=)\s*(.*?)\s*$/s.exec(part) ?? []
    if (name === undefined || raw === undefined) return `${part.trim().slice(0, 100)} is no matcher; write name="value"`
    const value = classicValue(raw)
    if (value === undefined) return `the value of ${name} has a quote that does not belong there`
    // One of the four by the pattern.
    found.push({ name, operator: operator as Operator, value })
  }
  return found.length === 0 ? 'is empty' : found
}

const withoutOuterBraces = (text: string): string => (/^\{.*\}$/s.test(text) ? text.slice(1, -1) : text)

/** Parts between commas that stand outside quotes. A comma at the end is allowed. */
const splitClassic = (text: string): readonly string[] => {
  const parts: string[] = ['']
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? ''
    const escaped = character === '\\' ? (text[at + 1] ?? '') : ''
    if (character === '"') isQuoted = !isQuoted
    if (character === ',' && !isQuoted) parts.push('')
    else parts.push(`${parts.pop() ?? ''}${character}${escaped}`)
    at += escaped.length
  }
  return parts.filter((part, index) => part.trim() !== '' || index < parts.length - 1)
}

/** Quotes go, `\"`, `\\` and `\n` are read, any other backslash stays. */
const classicValue = (raw: string): string | undefined => {
  const isQuoted = raw.startsWith('"')
  const body = isQuoted ? /^"(.*)"$/s.exec(raw)?.[1] : raw
  if (body === undefined || /(?<!\\)(?:\\\\)*"/.test(body)) return undefined
  return body.replaceAll(/\\(["\\n])/g, (_, character: string) => (character === 'n' ? '\n' : character))
}
