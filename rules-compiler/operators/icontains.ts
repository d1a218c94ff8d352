import { anything, bytesWhere, type Expression, oneOf, sequence } from './automaton/expression.ts'
import { tableOf } from './automaton/table.ts'
import type { TextOperator } from './operator.ts'

const isLetter = (b: number): boolean => (b | 0x20) >= 0x61 && (b | 0x20) <= 0x7a

const eitherCase = (value: number): Expression =>
  oneOf(bytesWhere((b) => b === value || (isLetter(value) && b === (value ^ 0x20))))

/** Holds when the value stands anywhere in the text, ASCII letters in either case. */
export const icontains: TextOperator = {
  name: 'icontains',
  constant: (value, { tables }) => {
    const expression = sequence(anything, ...Array.from(value, eitherCase), anything)
    return `accepts(${tables.address(tableOf(expression))}, p, n)`
  },
  texts: 'icontainsText(a, b)',
}
