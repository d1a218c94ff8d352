/**
 * Lists are text that takes the place of their names in a condition, one list after the other in the order of their
 * first definition, before anything is parsed: inside quotes too, if blanks or delimiters surround the name.
 */
import type { CollectedList } from '../load/collect.ts'
import { LoadFault } from '../load/findings.ts'
import { PlacedText } from '../load/placed-text.ts'

/** The most characters of a condition with its lists in place; lists in lists and aliases could make it endless. */
export const maxConditionLength = 4 * 1024 * 1024

/** How often lists may stand in one condition: each one costs a copy of it. */
export const maxListsInCondition = 1000

/** A list with the lists in it replaced, one level deep. */
export interface ResolvedList {
  readonly name: string
  /** The items joined by commas, quoted where they hold blanks; null if they are too long for any condition. */
  readonly text: string | null
}

/** Resolves lists that name other lists. `used` gets the names of those. */
export function resolveLists(lists: ReadonlyMap<string, CollectedList>, used: Set<string>): readonly ResolvedList[] {
  return [...lists.values()].map((list) => {
    const items = list.items.flatMap((item) => {
      const other = lists.get(item.text)
      if (other === undefined || other.index >= list.visibility) return [item.text]
      used.add(other.name)
      return other.items.map(({ text }) => text)
    })
    const length = items.reduce((sum, item) => sum + item.length + 2, 0)
    return { name: list.name, text: length > maxConditionLength ? null : items.map(quoteIfBlank).join(', ') }
  })
}

/** A value in double quotes if it has blanks and no quotes yet. */
export const quoteIfBlank = (text: string): string => (text.includes(' ') && !/^["']/.test(text) ? `"${text}"` : text)

const blanks = ' \t\n\r'
const delimiters = `${blanks}(),=`

const isAmong = (characters: string, character: string): boolean => character !== '' && characters.includes(character)

/** Lists by their place in the order, found by the words that a text has. */
interface ListIndex {
  readonly byName: ReadonlyMap<string, number>
  /** Those whose names are more than one word, which are looked for in any text. */
  readonly ofManyWords: readonly number[]
}

const indexes = new WeakMap<readonly ResolvedList[], ListIndex>()
const word = /[^ \t\n\r(),=]+/g

function indexOf(lists: readonly ResolvedList[]): ListIndex {
  const known = indexes.get(lists)
  if (known !== undefined) return known
  const byName = new Map(lists.map(({ name }, index) => [name, index]))
  const ofManyWords = lists.flatMap(({ name }, index) => (/^[^ \t\n\r(),=]+$/.test(name) ? [] : [index]))
  const made = { byName, ofManyWords }
  indexes.set(lists, made)
  return made
}

/** Puts the lists into a condition. `used` gets the names of those that occur. */
export function substituteLists(condition: PlacedText, lists: readonly ResolvedList[], used: Set<string>): PlacedText {
  const { byName, ofManyWords } = indexOf(lists)
  const waiting = new Set(ofManyWords)
  const addWordsOf = (text: string, after: number): void => {
    for (const [found] of text.matchAll(word)) {
      const index = byName.get(found)
      if (index !== undefined && index > after) waiting.add(index)
    }
  }
  addWordsOf(condition.text, -1)
  const budget = { left: maxListsInCondition }
  let result = condition
  // What a list brings in may name later lists, never earlier ones: those had their turn.
  while (waiting.size > 0) {
    const index = waiting.values().reduce((least, one) => Math.min(least, one))
    waiting.delete(index)
    const list = lists[index]
    if (list === undefined || !result.text.includes(list.name)) continue
    const substituted = substituteList(result, list, budget)
    if (substituted === result) continue
    used.add(list.name)
    addWordsOf(list.text ?? '', index)
    result = substituted
  }
  return result
}

function substituteList(condition: PlacedText, { name, text }: ResolvedList, budget: { left: number }): PlacedText {
  let result = condition
  let found = result.text.indexOf(name)
  while (found !== -1) {
    const whole = result.text
    let start = found
    let end = found + name.length
    const opens = start === 0 || isAmong(delimiters, whole.charAt(start - 1))
    const closes = end >= whole.length || isAmong(delimiters, whole.charAt(end))
    let next = start + 1
    if (opens && closes) {
      while (start > 0 && isAmong(blanks, whole.charAt(start - 1))) start--
      while (end < whole.length && isAmong(blanks, whole.charAt(end))) end++
      if (text === '' && start > 0 && whole[start - 1] === ',') start--
      else if (text === '' && end < whole.length && whole[end] === ',') end++
      const at = result.placeAt(found)
      if (text === null || whole.length + text.length > maxConditionLength)
        throw new LoadFault(
          'LOAD_ERR_COMPILE_CONDITION',
          `with the list '${name}' in place the condition is longer than ${maxConditionLength} characters`,
          at,
          'name the list once, or make it shorter',
        )
      if (budget.left-- === 0)
        throw new LoadFault(
          'LOAD_ERR_COMPILE_CONDITION',
          `lists stand more than ${maxListsInCondition} times in the condition`,
          at,
          'put their items into one list, and name that',
        )
      const head = start > 0 ? [result.slice(0, start), ' '] : []
      result = PlacedText.join([...head, PlacedText.at(`${text} `, at), result.slice(end)])
      next = start + text.length + 2
    }
    found = result.text.indexOf(name, next)
  }
  return result
}
