/** Junctions of lists of clauses, kept within bounds. */
import { bounded, weightOfClause } from './bounded.ts'
import { always, bothClauses, type Clause } from './clause.ts'

/** No list gets longer than this. */
export const maxListed = 8

/** Holds if any of the lists does. */
export const orClauses = (lists: readonly (readonly Clause[])[]): readonly Clause[] => bounded(lists.flat(), maxListed)

const product = (a: readonly Clause[], b: readonly Clause[]): readonly Clause[] =>
  a.flatMap((one) => b.flatMap((other) => bothClauses(one, other) ?? []))

/** Lists of one clause cost nothing; of the others those first that remove most. */
function mostUseful(lists: readonly (readonly Clause[])[]): readonly (readonly Clause[])[] {
  const rank = (list: readonly Clause[]): number =>
    list.length <= 1 ? Number.POSITIVE_INFINITY : Math.min(...list.map(weightOfClause)) / list.length
  return lists
    .map((list) => ({ list, rank: rank(list) }))
    .sort((a, b) => (a.rank === b.rank ? 0 : b.rank - a.rank))
    .map(({ list }) => list)
}

/**
 * Holds if all of the lists do. A list that would make too many clauses counts only by what all of its clauses share:
 * an exception left out costs less than clauses united that have little in common.
 */
export function andClauses(lists: readonly (readonly Clause[])[]): readonly Clause[] {
  let all: readonly Clause[] = [always]
  for (const list of mostUseful(lists)) {
    const fits = all.length * list.length <= maxListed
    all = bounded(product(all, fits ? list : bounded(list, 1)), maxListed)
  }
  return all
}
