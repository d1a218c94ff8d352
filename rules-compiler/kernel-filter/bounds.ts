/** Which values of a fact satisfy a comparison: at least those in `under`, at most those in `over`. */
import type { Check, Literal, OperatorName } from '../condition/condition.ts'
import { both, complement, either, everyLike, type FactSet, withAbsent } from './fact-set.ts'

/** Two sets of present values with the truth between them. */
export interface Bounds<S extends FactSet> {
  readonly over: S
  readonly under: S
}

/** The values that satisfy `operator` with one constant; null if sets cannot tell. */
export type BoundsOf<S extends FactSet> = (operator: OperatorName, literal: Literal) => Bounds<S> | null

/** Both bounds the same. */
export const exactly = <S extends FactSet>(set: S): Bounds<S> => ({ over: set, under: set })

/** All present values but those. */
export const except = <S extends FactSet>({ over, under }: Bounds<S>): Bounds<S> => ({
  over: withAbsent(complement(under), false),
  under: withAbsent(complement(over), false),
})

const nothing = <S extends FactSet>(every: S): S => withAbsent(complement(every), false)

/** All sets as one, halves first so that long lists stay cheap. */
function joined<S extends FactSet>(sets: readonly S[], how: (a: S, b: S) => S, start: S): S {
  const [first] = sets
  if (first === undefined) return start
  if (sets.length === 1) return first
  const half = sets.length >> 1
  return how(joined(sets.slice(0, half), how, start), joined(sets.slice(half), how, start))
}

const fold = <S extends FactSet>(parts: readonly Bounds<S>[], how: (a: S, b: S) => S, start: S): Bounds<S> => ({
  over: joined(
    parts.map(({ over }) => over),
    how,
    start,
  ),
  under: joined(
    parts.map(({ under }) => under),
    how,
    start,
  ),
})

const setOperators: ReadonlySet<OperatorName> = new Set(['in', 'intersects', 'pmatch'])

/** The bounds of a whole comparison with constants; null if one constant cannot be told. */
export function boundsOfCheck<S extends FactSet>(check: Check, every: S, boundsOf: BoundsOf<S>): Bounds<S> | null {
  const { operator, quantifier, right } = check
  const all = everyLike(every)
  if (operator === 'exists') return exactly(all)
  if (right.kind !== 'literals') return null
  const one = operator === 'in' || operator === 'intersects' ? '=' : operator
  const isSingle = quantifier === null && !setOperators.has(operator)
  const literals = isSingle ? right.values.slice(0, 1) : right.values
  const parts = literals.map((literal) => boundsOf(one, literal))
  const told = parts.filter((part) => part !== null)
  if (told.length < parts.length) return null
  if (literals.length === 0) return exactly(nothing(all))
  if (quantifier === 'allof') return fold(told, both, all)
  const some = fold(told, either, nothing(all))
  // Exactly one of several: what more than one satisfies would have to be taken out.
  return quantifier === 'oneof' && told.length > 1 ? { over: some.over, under: nothing(all) } : some
}
