import type { OperatorName } from '../condition/condition.ts'
import type { TextOperator } from './operator.ts'

const ordering = (name: OperatorName): TextOperator => ({
  name,
  constant: (value, { tables }) => `compareTexts(text(p, n), ${tables.text(value)}) ${name} 0`,
  texts: `compareTexts(a, b) ${name} 0`,
})

/** Texts in the order of their bytes, a shorter one before the longer ones that it begins. */
export const orderings: readonly TextOperator[] = [ordering('<'), ordering('<='), ordering('>'), ordering('>=')]
