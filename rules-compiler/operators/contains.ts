import type { OperatorName } from '../condition/condition.ts'
import type { Program } from '../emit/program.ts'
import { firstWord } from './bytes.ts'
import type { TextOperator } from './operator.ts'

function search(value: Uint8Array, { tables }: Program): string {
  if (value.length === 0) return 'true'
  const word = firstWord(value)
  if (value.length > 8) return `findLong(p, n, ${word}, ${tables.address(value)}, ${value.length})`
  const mask = `0x${((1n << BigInt(value.length * 8)) - 1n).toString(16)}`
  return `findWord(p, n, ${word}, ${mask}, ${value.length})`
}

function shared(text: string, values: readonly Uint8Array[], { tables }: Program): string | null {
  const [value] = values
  if (value === undefined || values.length !== 1 || value.length === 0) return null
  const call = `${text}, ${value.length}, ${firstWord(value)}`
  return value.length > 8 ? `holdsLong(${call}, ${tables.address(value)})` : `holds(${call})`
}

const searching = (name: OperatorName): TextOperator => ({
  name,
  constant: search,
  shared,
  texts: 'containsText(a, b)',
})

/** Holds when the value stands anywhere in the text; an empty value stands in every text. */
export const contains: TextOperator = searching('contains')

/** The same; its values were written in hex. */
export const bcontains: TextOperator = searching('bcontains')
