import { regexExpression } from './automaton/regex-expression.ts'
import { tableOf } from './automaton/table.ts'
import type { TextOperator } from './operator.ts'

/** Holds when the whole text matches a regular expression over characters; bytes that are none count as U+FFFD. */
export const regex: TextOperator = {
  name: 'regex',
  prepare: 'sanitized(t)',
  constant: (value, { tables }) => {
    const expression = regexExpression(new TextDecoder().decode(value))
    return `accepts(${tables.address(tableOf(expression))}, p, n)`
  },
}
