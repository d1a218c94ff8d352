/** One condition on one label, as Alertmanager has them: `severity=~"warning|critical"`. */
import { type Labels, labelOf } from './labels.ts'
import { compileRegex, type Regex } from './regex.ts'

/** How a label is compared. */
export type Operator = '=' | '!=' | '=~' | '!~'

/** A condition as written. */
export interface MatcherText {
  readonly name: string
  readonly operator: Operator
  readonly value: string
}

/** A condition, ready to be asked. A label that is missing has the empty value. */
export interface Matcher extends MatcherText {
  matches(labels: Labels): boolean
}

/** Makes a condition ready. Throws `RegexError` for a pattern that cannot be read. */
export const matcherOf = ({ name, operator, value }: MatcherText): Matcher => {
  const regex: Regex | undefined = operator === '=~' || operator === '!~' ? compileRegex(value) : undefined
  const holds = (text: string): boolean => (regex === undefined ? text === value : regex.test(text))
  const isWanted = operator === '=' || operator === '=~'
  return { name, operator, value, matches: (labels) => holds(labelOf(labels, name)) === isWanted }
}

/** Whether all of them hold. */
export const matchAll = (matchers: readonly Matcher[], labels: Labels): boolean =>
  matchers.every((matcher) => matcher.matches(labels))

/** A condition in the form that both Alertmanager's syntaxes read. */
export const matcherText = ({ name, operator, value }: MatcherText): string =>
  `${/^[A-Za-z_:][A-Za-z0-9_:]*$/.test(name) ? name : goQuote(name)}${operator}${goQuote(value)}`

/** Conditions as a list in braces. */
export const matchersText = (matchers: readonly MatcherText[]): string => `{${matchers.map(matcherText).join(',')}}`

/** Text in double quotes as Go writes it. */
export const goQuote = (text: string): string =>
  `"${text.replaceAll(/["\\\n\r\t]/g, (character) => escapes[character] ?? character)}"`

const escapes: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
