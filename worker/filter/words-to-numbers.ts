/** Priorities and times are compared as numbers: their words are put into numbers before a filter is checked. */
import type { ComparisonSyntax, Place, Syntax } from '#rules-compiler/conditions'
import { priorities } from '#schema/priority'
import { isForeign } from './alert-fields.ts'

/** Something that a filter cannot mean. */
export interface WordFault {
  readonly at: Place
  readonly message: string
  readonly hint: string
}

/** What a priority counts in filters: Debug 1, Emergency 8. */
export const severityOf = (rank: number): bigint => BigInt(priorities.length - rank)

/** The nanoseconds since 1970 of a time as RFC 3339 has it, a date alone included; undefined for other text. */
export const timeNsOf = (text: string): bigint | undefined => {
  const form = /^(\d{4}-\d\d-\d\d)(?:[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d))?$/
  const match = form.exec(text)
  if (match === null) return undefined
  const [, date, time = '00:00:00', fraction = '', zone = 'Z'] = match
  const ms = Date.parse(`${date}T${time}${zone.toUpperCase()}`)
  return Number.isNaN(ms) ? undefined : BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}

const severityNamed = (text: string): bigint | undefined => {
  const name = text.toLowerCase() === 'info' ? 'informational' : text.toLowerCase()
  const rank = priorities.findIndex((priority) => priority.toLowerCase() === name)
  return rank === -1 ? undefined : severityOf(rank)
}

const readers = new Map([
  ['priority', { read: severityNamed, hint: `it is one of ${priorities.join(', ')}` }],
  ['time', { read: timeNsOf, hint: 'a time is written 2026-01-31T12:00:00Z, or 2026-01-31' }],
])

const ordering: ReadonlySet<string> = new Set(['<', '<=', '>', '>='])

/** The filter with numbers in place of priorities and times; what is no such word goes into `faults`. */
export const wordsToNumbers = (syntax: Syntax, faults: WordFault[]): Syntax => {
  switch (syntax.kind) {
    case 'and':
    case 'or':
      return { ...syntax, terms: syntax.terms.map((term) => wordsToNumbers(term, faults)) }
    case 'not':
      return { ...syntax, term: wordsToNumbers(syntax.term, faults) }
    case 'identifier':
      return syntax
    case 'comparison':
      return comparison(syntax, faults)
  }
}

const comparison = (syntax: ComparisonSyntax, faults: WordFault[]): ComparisonSyntax => {
  const { left, right, operator, at } = syntax
  if (left.kind !== 'field' || right?.kind !== 'values') return syntax
  if (isForeign(left.name) && ordering.has(operator)) {
    const hint = 'fields that Falco does not have itself are text; =, contains and the like compare them'
    faults.push({ at, message: `whether '${left.name}' is a number is not known`, hint })
  }
  const reader = readers.get(left.name)
  if (reader === undefined) return syntax
  const values = right.values.map((text, index) => {
    const number = reader.read(text)
    if (number === undefined)
      faults.push({ at: right.places[index] ?? at, message: `'${text}' is no ${left.name}`, hint: reader.hint })
    return String(number ?? 0)
  })
  return { ...syntax, right: { ...right, values } }
}
