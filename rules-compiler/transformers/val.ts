import { absent } from '../emit/value.ts'
import type { Transformer } from './transformer.ts'

/** The value itself; on the right of an operator it says that a field is meant and not a word. */
export const val: Transformer = { name: 'val', emit: ([value]) => value ?? absent }
