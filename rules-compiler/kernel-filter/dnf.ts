/** Junctions of lists of clauses, kept within bounds. */
import { bounded } from './bounded.ts'
import { always, bothClauses, type Clause } from './clause.ts'

/** No list gets longer than this. */
export const maxListed = 8

/** Holds if any of the lists does. */
export const orClauses = (lists: readonly (readonly Clause[])[]): readonly Clause[] => bounded(lists.flat(), maxListed)

const product = (a: readonly Clause[], b: readonly Clause[]): readonly Clause[] =>
  a.flatMap((one) => b.flatMap((other) => bothClauses(one, other) ?? []))

/**
 * Holds if all of the lists do. Short lists first; one that would make too many clauses counts only by what all of its
 * clauses share, since an exception left out costs less than clauses united that have little in common.
 */
export function andClauses(lists: readonly (readonly Clause[])[]): readonly Clause[] {
  const shortFirst = [...lists].sort((a, b) => a.length - b.length)
  let all: readonly Clause[] = [always]
  for (const list of shortFirst) {
    const fits = all.length * list.length <= maxListed
    all = bounded(product(all, fits ? list : bounded(list, 1)), maxListed)
  }
  return all
}
