import { equalBytes } from './bytes.ts'
import type { TextOperator } from './operator.ts'
import { sharedBy } from './shared.ts'

/** Holds when the text ends with the value; an empty value ends everything. */
export const endswith: TextOperator = {
  name: 'endswith',
  constant: (value) => `n >= ${value.length} && ${equalBytes(`(p + n - ${value.length})`, value)}`,
  shared: sharedBy('ends'),
  texts: 'endsWithText(a, b)',
}
