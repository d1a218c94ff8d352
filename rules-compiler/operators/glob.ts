import { globExpression } from './automaton/glob-expression.ts'
import { tableOf } from './automaton/table.ts'
import type { TextOperator } from './operator.ts'

const matching = (name: 'glob' | 'iglob'): TextOperator => ({
  name,
  constant: (value, { tables }) => `accepts(${tables.address(tableOf(globExpression(value, name === 'iglob')))}, p, n)`,
  texts: `globText(a, b, ${name === 'iglob'})`,
})

/** Holds when the whole text matches a shell pattern; `*` goes over slashes. */
export const glob: TextOperator = matching('glob')

/** The same with ASCII letters in either case. */
export const iglob: TextOperator = matching('iglob')
