/** Tests of one constant by the functions of constant.as.ts. */
import type { Program } from '../emit/program.ts'
import { firstWord } from './bytes.ts'
import type { TextOperator } from './operator.ts'

/** By the function of that name for constants of up to eight bytes, by the one with `Long` behind it for longer. */
export const sharedBy =
  (name: 'is' | 'isNot' | 'begins' | 'ends'): NonNullable<TextOperator['shared']> =>
  (text, values, { tables }: Program) => {
    const [value] = values
    if (value === undefined || values.length !== 1 || value.length === 0) return null
    if (value.length <= 8) return `${name}(${text}, ${value.length}, ${firstWord(value)})`
    return `${name}Long(${text}, ${value.length}, ${tables.address(value)})`
  }
