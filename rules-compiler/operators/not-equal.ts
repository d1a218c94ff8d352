import { equal } from './equal.ts'
import type { TextOperator } from './operator.ts'
import { sharedBy } from './shared.ts'

/** Holds when the texts differ; a text that is absent does not differ from anything. */
export const notEqual: TextOperator = {
  name: '!=',
  constant: (value, program) => `!(${equal.constant(value, program)})`,
  shared: sharedBy('isNot'),
  texts: '!equalTexts(a, b)',
}
