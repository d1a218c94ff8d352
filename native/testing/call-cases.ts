/** What a test of one event does and sees: shared by the tables of the families. */
import type { Call } from './live.ts'

/** Rows of such a table. */
export interface CallCase {
  /** A true sentence about the event. */
  readonly name: string
  readonly calls: readonly Call[]
  /** The event's type; the last one of its kind counts. */
  readonly type: string
  readonly expected: Readonly<Record<string, unknown>>
}

/** A kind of descriptor as its column has it. */
export const kind = (character: string): number => character.charCodeAt(0)

export const EPERM = -1n
export const ENOENT = -2n
export const ESRCH = -3n
export const EBADF = -9n
export const EEXIST = -17n
export const EINVAL = -22n
