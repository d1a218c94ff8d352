import type { Program } from '../emit/program.ts'
import { pathExpression } from './automaton/path-expression.ts'
import { tableOf } from './automaton/table.ts'
import type { TextOperator } from './operator.ts'

const leads = (paths: readonly Uint8Array[], { tables }: Program): string =>
  `accepts(${tables.address(tableOf(pathExpression(paths)))}, p, n)`

/** Holds when one of the paths is the text or a directory above it, segment by segment. */
export const pmatch: TextOperator = {
  name: 'pmatch',
  constant: (value, program) => leads([value], program),
  constants: leads,
}
