/** What a fact of an event may be for a clause to hold: a set of integers or of texts, with or without absent. */
import { combinePrefixes, everyText, hasEveryText, hasNoText, type PrefixSet } from './prefix-set.ts'
import { combineRanges, everyInteger, hasEveryInteger, hasNoInteger, type RangeSet } from './range-set.ts'

/** Both kinds of sets. */
export type FactSet = RangeSet | PrefixSet

function combine<S extends FactSet>(a: S, b: S, how: (a: boolean, b: boolean) => boolean): S
function combine(a: FactSet, b: FactSet, how: (a: boolean, b: boolean) => boolean): FactSet {
  if (a.kind === 'ranges' && b.kind === 'ranges') return combineRanges(a, b, how)
  if (a.kind === 'prefixes' && b.kind === 'prefixes') return combinePrefixes(a, b, how)
  throw new Error('a fact is either a number or a text')
}

/** What is in both. */
export const both = <S extends FactSet>(a: S, b: S): S => (a.key === b.key ? a : combine(a, b, (x, y) => x && y))

/** What is in either. */
export const either = <S extends FactSet>(a: S, b: S): S => (a.key === b.key ? a : combine(a, b, (x, y) => x || y))

/** What is not in it; absent is if it was not. */
export const complement = <S extends FactSet>(set: S): S => combine(set, set, (x) => !x)

/** The same values, with absent or without. */
export const withAbsent = <S extends FactSet>(set: S, absent: boolean): S =>
  set.absent === absent ? set : absent ? either(set, complement(everyLike(set))) : both(set, everyLike(set))

/** Every present value of that kind. */
export function everyLike<S extends FactSet>(set: S): S
export function everyLike(set: FactSet): FactSet {
  return set.kind === 'ranges' ? everyInteger : everyText
}

/** Whether nothing is in it. */
export const isNothing = (set: FactSet): boolean => (set.kind === 'ranges' ? hasNoInteger(set) : hasNoText(set))

/** Whether everything is in it, absent too. */
export const isEverything = (set: FactSet): boolean =>
  set.kind === 'ranges' ? hasEveryInteger(set) : hasEveryText(set)

/** Whether all of `a` is in `b`. */
export const isWithin = (a: FactSet, b: FactSet): boolean => isNothing(combine(a, b, (x, y) => x && !y))

/** How many places the set needs in a lookup. */
export const placesOf = (set: FactSet): number =>
  set.kind === 'ranges' ? set.toggles.length : set.prefixes.size - 1 + set.exacts.size
