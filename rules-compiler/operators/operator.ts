/** What an operator on texts is: its name, and what it becomes against constants and against another text. */
import type { OperatorName } from '../condition/condition.ts'
import type { Program } from '../emit/program.ts'

export interface TextOperator {
  readonly name: OperatorName
  /** A condition over `p`, the address, and `n`, the length, against one constant; lists are asked one by one. */
  readonly constant: (value: Uint8Array, program: Program) => string
  /** The same against all constants at once, where that is cheaper than one by one. */
  readonly constants?: (values: readonly Uint8Array[], program: Program) => string
  /**
   * A condition over the text of that expression, absent or not, by a function that tests share; null if none fits the
   * constants.
   */
  readonly shared?: (text: string, values: readonly Uint8Array[], program: Program) => string | null
  /** A condition over two texts `a` and `b`, neither absent; undefined if a field cannot stand on the right. */
  readonly texts?: string
  /** Source that makes the text that is really compared out of `t`. */
  readonly prepare?: string
}
