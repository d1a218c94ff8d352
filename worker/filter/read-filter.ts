/** Reads a filter: a condition in Falco's syntax over the fields of alerts. */
import { checkCondition, hintFor, parseCondition, placedOf } from '#rules-compiler/conditions'
import { RegexError } from '../matchers/regex.ts'
import { alertSource, plainFields } from './alert-fields.ts'
import { AlertFilter } from './evaluate.ts'
import { type WordFault, wordsToNumbers } from './words-to-numbers.ts'

/** The longest filter, in UTF-16 units. */
export const maxFilterLength = 1000

/** How deep productions may nest, as Falco counts them outside of rules. */
const maxDepth = 100

/** What is wrong with a filter; line and column count from 1 in its text. */
export interface FilterFault {
  readonly message: string
  readonly hint: string
  readonly line: number
  readonly column: number
}

/** A filter, or the first thing that is wrong with it. */
export type ReadFilter =
  | { readonly ok: true; readonly filter: AlertFilter }
  | { readonly ok: false; readonly fault: FilterFault }

const syntaxHint = 'write a condition as in Falco\'s rules: rule = "Terminal shell" and proc.name in (bash, sh)'

/** Reads a filter. */
export const readFilter = (text: string): ReadFilter => {
  if (text.length > maxFilterLength)
    return refused('the filter is too long', `write at most ${maxFilterLength} characters`, 1, maxFilterLength + 1)
  const placed = placedOf(text)
  const parsed = parseCondition(placed, maxDepth, plainFields)
  if (!parsed.ok) {
    const { line, column } = placed.placeAt(parsed.offset)
    return refused(parsed.message, syntaxHint, line, column)
  }
  const faults: WordFault[] = []
  const { condition, errors } = checkCondition(wordsToNumbers(parsed.syntax, faults), alertSource)
  for (const { message, at } of errors) faults.push({ at, message, hint: hintOf(message) })
  const [first] = faults
  if (first !== undefined) return refused(first.message, first.hint, first.at.line, first.at.column)
  if (condition === null) throw new Error('a filter without faults has no condition')
  return made(() => new AlertFilter(condition))
}

/** The filter of a text that was read before; throws for any other. */
export const filterOf = (text: string): AlertFilter => {
  const read = readFilter(text)
  if (!read.ok) throw new Error(`not a filter: ${read.fault.message}`)
  return read.filter
}

const hintOf = (message: string): string => {
  const identifier = /unexpected identifier '(.*)'/.exec(message)
  if (identifier !== null) return `no macros are known here; plain fields are ${[...plainFields].join(', ')}`
  return hintFor(message, alertSource) || syntaxHint
}

const made = (make: () => AlertFilter): ReadFilter => {
  try {
    return { ok: true, filter: make() }
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    return refused(`an expression is refused: ${error.message}`, 'write a smaller one, in the syntax of RE2', 1, 1)
  }
}

const refused = (message: string, hint: string, line: number, column: number): ReadFilter => ({
  ok: false,
  fault: { message, hint, line, column },
})
