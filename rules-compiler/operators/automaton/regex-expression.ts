import { type Regex, readRegex } from '../../check/regex-syntax.ts'
import { choice, type Expression, nothing, repeat, sequence } from './expression.ts'
import { charactersExpression, complement, type Range } from './utf8.ts'

function convert(regex: Regex): Expression {
  switch (regex.kind) {
    case 'set': {
      const ranges: readonly Range[] = regex.ranges
      return charactersExpression(regex.negated ? complement(ranges) : ranges)
    }
    case 'begin':
      return { kind: 'line', at: 'start' }
    case 'end':
      return { kind: 'line', at: 'end' }
    case 'empty':
      return nothing
    case 'sequence':
      return sequence(...regex.parts.map(convert))
    case 'choice':
      return choice(...regex.parts.map(convert))
    case 'repeat':
      return repeat(convert(regex.part), regex.least, regex.most)
  }
}

/** A regular expression over characters as one over bytes; throws a ConditionFault if it is none. */
export const regexExpression = (pattern: string): Expression => convert(readRegex(pattern))
