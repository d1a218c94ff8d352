/** Whether a filter's condition holds for an alert. */
import {
  asText,
  type Check,
  type Condition,
  evaluateCondition,
  type ReadField,
  valuesOf,
} from '#rules-compiler/conditions'
import type { Alert } from '#schema/alert'
import { rankOf } from '#schema/priority'
import { compileRegex, type Regex } from '../matchers/regex.ts'
import { fieldValueOf } from './field-value.ts'
import { severityOf } from './words-to-numbers.ts'

/** What a filter looks at. */
export type FilteredAlert = Pick<
  Alert,
  'rule' | 'priority' | 'tags' | 'source' | 'hostname' | 'timeNs' | 'output' | 'fields'
> & { readonly node: string }

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Reads the fields of an alert by their names. */
const reading =
  (alert: FilteredAlert): ReadField =>
  ({ name, type }, argument) => {
    switch (name) {
      case 'rule':
      case 'source':
      case 'node':
      case 'hostname':
      case 'output':
        return encoder.encode(alert[name])
      case 'tags':
        return alert.tags.map((tag) => encoder.encode(tag))
      case 'priority':
        return severityOf(rankOf(alert.priority))
      case 'time':
        return alert.timeNs
    }
    const { fields } = alert
    const of = (key: string) => (Object.hasOwn(fields, key) ? fieldValueOf(fields[key], type) : undefined)
    return argument === null ? of(name) : (of(`${name}[${argument}]`) ?? of(`${name}.${argument}`))
  }

/** A condition made ready: its expressions are matched in time in proportion to the text. */
export class AlertFilter {
  readonly #condition: Condition
  readonly #regexes = new Map<string, Regex>()

  /** Throws `RegexError` for an expression that is too large. */
  constructor(condition: Condition) {
    this.#condition = condition
    this.#prepare(condition)
  }

  /** Whether it holds. A field that the alert does not have makes every comparison false. */
  holds(alert: FilteredAlert): boolean {
    return this.#holds(this.#condition, reading(alert))
  }

  #prepare(condition: Condition): void {
    if (condition.kind === 'and' || condition.kind === 'or') for (const term of condition.terms) this.#prepare(term)
    if (condition.kind === 'not') this.#prepare(condition.term)
    if (condition.kind === 'check' && condition.operator === 'regex')
      for (const pattern of patternsOf(condition)) this.#regexes.set(pattern, compileRegex(pattern))
  }

  #holds(condition: Condition, read: ReadField): boolean {
    switch (condition.kind) {
      case 'and':
        return condition.terms.every((term) => this.#holds(term, read))
      case 'or':
        return condition.terms.some((term) => this.#holds(term, read))
      case 'not':
        return !this.#holds(condition.term, read)
      case 'check':
        return condition.operator === 'regex' ? this.#matches(condition, read) : evaluateCondition(condition, read)
      case 'constant':
        return condition.value
    }
  }

  #matches(check: Check, read: ReadField): boolean {
    const patterns = patternsOf(check)
    return (valuesOf(check.left, read)?.members ?? []).some((member) => {
      const text = decoder.decode(asText(member))
      const count = patterns.filter((pattern) => this.#regexes.get(pattern)?.test(text)).length
      if (check.quantifier === 'oneof') return count === 1
      return check.quantifier === 'allof' ? count === patterns.length && count > 0 : count > 0
    })
  }
}

const patternsOf = ({ right }: Check): readonly string[] =>
  right.kind === 'literals'
    ? right.values.flatMap((literal) => (literal.kind === 'bytes' ? [decoder.decode(literal.value)] : []))
    : []
