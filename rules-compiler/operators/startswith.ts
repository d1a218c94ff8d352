import type { OperatorName } from '../condition/condition.ts'
import { equalBytes } from './bytes.ts'
import type { TextOperator } from './operator.ts'
import { sharedBy } from './shared.ts'

const beginning = (name: OperatorName): TextOperator => ({
  name,
  constant: (value) => `n >= ${value.length} && ${equalBytes('p', value)}`,
  shared: sharedBy('begins'),
  texts: 'startsWithText(a, b)',
})

/** Holds when the text begins with the value; an empty value begins everything. */
export const startswith: TextOperator = beginning('startswith')

/** The same; its values were written in hex. */
export const bstartswith: TextOperator = beginning('bstartswith')
