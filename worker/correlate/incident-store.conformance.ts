/** What every `IncidentStore` must do: incidents depend on which alerts there are, never on their order. */
import { describe, expect, test } from 'vitest'
import { randomOccurrences, seeded, shuffled } from '../fixtures/alerts.ts'
import type { Entry } from './entry.ts'
import type { Occurrence } from './occurrence.ts'
import { gapNs, type IncidentStore, place } from './place.ts'
import type { Summary } from './summary.ts'
import { keysOf } from './ties.ts'

/** A store with a way to look at everything in it. */
export interface Inspectable {
  readonly store: IncidentStore
  all(): ReadonlyMap<string, { readonly summary: Summary; readonly entries: readonly Entry[] }>
}

const placed = (make: () => Inspectable, occurrences: readonly Occurrence[]) => {
  const { store, all } = make()
  for (const occurrence of occurrences) place(occurrence, store)
  return [...all()]
    .map(([id, { summary, entries }]) => ({
      id,
      summary,
      entries: [...entries].sort((left, right) => (left.fingerprint < right.fingerprint ? -1 : 1)),
    }))
    .sort((left, right) => (left.id < right.id ? -1 : 1))
}

/** The same question answered slowly: which alerts are connected, by comparing each with each. */
const connected = (occurrences: readonly Occurrence[]): readonly (readonly string[])[] => {
  const group = occurrences.map((_, index) => index)
  const keys = occurrences.map((occurrence) => new Set(keysOf(occurrence)))
  const find = (index: number): number => (group[index] === index ? index : find(group[index] ?? index))
  occurrences.forEach((left, i) => {
    occurrences.slice(0, i).forEach((right, j) => {
      const apart = left.alert.timeNs - right.alert.timeNs
      const isNear = apart <= gapNs && -apart <= gapNs
      if (isNear && [...(keys[i] ?? [])].some((key) => keys[j]?.has(key))) group[find(i)] = find(j)
    })
  })
  const groups = new Map<number, string[]>()
  occurrences.forEach(({ id }, index) => {
    const root = find(index)
    groups.set(root, [...(groups.get(root) ?? []), id])
  })
  return [...groups.values()]
}

/** Runs the conformance tests on a store. */
export const conformsToIncidentStore = (name: string, make: () => Inspectable): void => {
  describe(`${name} as an incident store`, () => {
    test('alerts in any order give the same incidents', () => {
      for (let seed = 1; seed <= 12; seed++) {
        const random = seeded(seed)
        const occurrences = randomOccurrences(120, random)
        const expected = placed(make, occurrences)
        for (let round = 0; round < 4; round++) expect(placed(make, shuffled(occurrences, random))).toEqual(expected)
      }
    })

    test('incidents are exactly the connected alerts', () => {
      for (let seed = 100; seed < 112; seed++) {
        const random = seeded(seed)
        const occurrences = randomOccurrences(80, random)
        const sizes = placed(make, shuffled(occurrences, random)).map(({ summary }) => summary.count)
        const expected = connected(occurrences).map((group) => group.length)
        expect(sizes.sort()).toEqual(expected.sort())
        expect(expected.length).toBeGreaterThan(1)
      }
    })

    test('no alert is lost or counted twice', () => {
      const occurrences = randomOccurrences(150, seeded(7))
      const incidents = placed(make, occurrences)
      const inEntries = incidents.flatMap(({ entries }) => entries.map((entry) => entry.count))
      expect(inEntries.reduce((sum, count) => sum + count, 0)).toBe(150)
      expect(incidents.reduce((sum, { summary }) => sum + summary.count, 0)).toBe(150)
    })
  })
}
