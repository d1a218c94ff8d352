/** Masks of clauses as 16 hexadecimal digits and as integers. */
import type { ClauseMask } from '#schema/kernel-filter'

/** The most clauses that one event type has. */
export const maxClauses = 64

/** A mask of the clauses for which `holds` does. */
export function maskOf<T>(clauses: readonly T[], holds: (clause: T) => boolean): ClauseMask {
  let mask = 0n
  clauses.forEach((clause, index) => {
    if (holds(clause)) mask |= 1n << BigInt(index)
  })
  return mask.toString(16).padStart(16, '0')
}

/** A mask as an integer. */
export const bitsOfMask = (mask: ClauseMask): bigint => BigInt(`0x${mask}`)
