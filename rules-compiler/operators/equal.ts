import { equalBytes } from './bytes.ts'
import type { TextOperator } from './operator.ts'
import { sharedBy } from './shared.ts'

/** Holds when both texts are the same, byte for byte. */
export const equal: TextOperator = {
  name: '=',
  constant: (value) => `n == ${value.length} && ${equalBytes('p', value)}`,
  shared: sharedBy('is'),
  texts: 'equalTexts(a, b)',
}
