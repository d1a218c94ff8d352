/** Words in a comparison that look like the name of a list and are none: Falco compares with the word itself. */
import type { Syntax } from '../condition/syntax.ts'
import type { Place } from '../place.ts'
import type { Guesses } from './nearest.ts'
import { comparisonsOf } from './syntax-warnings.ts'

/** A warning about such a word. */
export interface ListNameWarning {
  readonly message: string
  readonly at: Place
  readonly hint: string
}

/** Names of lists have an underscore and some length; names of programs seldom have both. */
const looksLikeList = /^(?=.{6})[a-zA-Z][a-zA-Z0-9]*_\w+$/

/** The words that differ from a list's name in a letter or two. */
export function listNameWarnings(
  syntax: Syntax,
  lists: ReadonlyMap<string, unknown>,
  guesses: Guesses,
): readonly ListNameWarning[] {
  return comparisonsOf(syntax).flatMap(({ right }) => {
    if (right?.kind !== 'values') return []
    return right.values.flatMap((value, index) => {
      const nearest = looksLikeList.test(value) ? guesses.nearest(value, lists) : null
      if (nearest === null) return []
      const at = right.places[index] ?? right.at
      return nearest === value
        ? [
            {
              message: `the list ${value} is not put in here; compared as text`,
              at,
              hint: 'write its name without quotes; lists in lists are put in one level deep',
            },
          ]
        : [{ message: `${value} is no list; compared as text`, at, hint: `did you mean ${nearest}?` }]
    })
  })
}
