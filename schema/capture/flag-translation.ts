/** How the numbers that captures have for names differ from those that records have for the same names. */
import { argumentNames } from '../argument-names.ts'
import type { Parameter } from '../event-type.ts'
import { captureFlags } from './capture-events.ts'

/** Pairs of a table of captures, for a parameter of records; none where all numbers are the same or have no names. */
export function flagTranslation(
  table: string,
  like: Parameter,
): readonly (readonly [capture: number, record: number])[] {
  const names = like.format === 'clone_flags' ? 'clone_flags' : like.names
  const entries = captureFlags.get(table)
  if (names === undefined || entries === undefined) return []
  const own: Readonly<Record<string, number>> = argumentNames[names]
  const pairs = entries.flatMap(([name, value]): (readonly [number, number])[] => {
    const to = Object.entries(own).find(([known]) => known.split('|').includes(name))?.[1]
    return to === undefined ? [] : [[value, to]]
  })
  return pairs.every(([from, to]) => from === to) ? [] : pairs
}

/** Whether a number of this type is one of several, and not a sum of bits. */
export const isEnumeration = (type: string): boolean => type.startsWith('enum')
