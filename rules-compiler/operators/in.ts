import type { Program } from '../emit/program.ts'
import { equalBytes } from './bytes.ts'
import { equal } from './equal.ts'
import type { TextOperator } from './operator.ts'
import { setTable } from './set-table.ts'

const unique = (values: readonly Uint8Array[]): readonly Uint8Array[] => [
  ...new Map(values.map((value) => [String(value), value])).values(),
]

/** A function that asks the members of one length. */
const ofLength = (length: number, values: readonly Uint8Array[]): string =>
  `  if (n == ${length}) return ${values.map((value) => `(${equalBytes('p', value)})`).join(' || ')};`

/** Members by their length, so that most texts are ruled out by one comparison. */
function membership(values: readonly Uint8Array[], program: Program): string {
  const byLength = new Map<number, Uint8Array[]>()
  for (const value of values) byLength.set(value.length, [...(byLength.get(value.length) ?? []), value])
  const lengths = [...byLength.keys()].sort((a, b) => a - b)
  const body = [
    `  if (n < ${lengths[0] ?? 1} || n > ${lengths.at(-1) ?? 0}) return false;`,
    ...lengths.map((length) => ofLength(length, byLength.get(length) ?? [])),
    '  return false;',
  ]
  return `${program.function('set', 'p: usize, n: u32', 'bool', body.join('\n'))}(p, n)`
}

function table(text: string, values: readonly Uint8Array[], program: Program): string | null {
  if (values.length < 2) return equal.shared?.(text, values, program) ?? null
  const bytes = setTable(unique(values))
  return bytes === null ? null : `among(${text}, ${program.tables.address(bytes)})`
}

/** Holds when the text is one of the values. */
export const isIn: TextOperator = {
  name: 'in',
  constant: equal.constant,
  constants: membership,
  shared: table,
  texts: 'equalTexts(a, b)',
}

/** Of a single text the same as `in`. */
export const intersects: TextOperator = { ...isIn, name: 'intersects' }
