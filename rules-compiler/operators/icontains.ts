import type { Program } from '../emit/program.ts'
import type { TextOperator } from './operator.ts'

const small = (value: Uint8Array): Uint8Array =>
  value.map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte))

function shared(text: string, values: readonly Uint8Array[], { tables }: Program): string | null {
  const [value] = values
  if (value === undefined || values.length !== 1 || value.length === 0) return null
  return `holdsFolded(${text}, ${value.length}, ${tables.address(small(value))})`
}

/** Holds when the value stands anywhere in the text, ASCII letters in either case. */
export const icontains: TextOperator = {
  name: 'icontains',
  constant: (value, { tables }) =>
    value.length === 0 ? 'true' : `findFolded(p, n, ${tables.address(small(value))}, ${value.length})`,
  shared,
  texts: 'icontainsText(a, b)',
}
