import { expect, test } from 'vitest'
import { lineage, occurrence, randomOccurrences, seeded, shuffled } from '../fixtures/alerts.ts'
import { mergeSummaries, type Summary, summaryOf } from './summary.ts'

/** Merges in pairs chosen at random, so that every way of bracketing comes up. */
const mergedAtRandom = (summaries: readonly Summary[], random: () => number): Summary | undefined => {
  const left = [...shuffled(summaries, random)]
  while (left.length > 1) {
    const [first, second] = left.splice(Math.floor(random() * (left.length - 1)), 2)
    if (first && second) left.push(mergeSummaries(first, second))
  }
  return left[0]
}

test('merging is associative and commutative', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = seeded(seed)
    const summaries = randomOccurrences(30, random).map(summaryOf)
    const expected = summaries.reduce(mergeSummaries)
    for (let round = 0; round < 5; round++) expect(mergedAtRandom(summaries, random)).toEqual(expected)
  }
})

test('what all alerts share is their tree, described as the last alert saw it', () => {
  const early = occurrence('1', 0, { lineage: lineage('sh 30 < bash 20 < systemd 1') })
  const late = occurrence('2', 1, { lineage: lineage('cat 31 < id 30 < bash 20 < systemd 1') })
  const shared = [summaryOf(late), summaryOf(early)].reduce(mergeSummaries).shared
  expect(shared.map((process) => `${process.name} ${process.pid}`)).toEqual(['id 30', 'bash 20'])
})

test('evidence is complete only if all of it is', () => {
  const whole = summaryOf(occurrence('1', 0))
  const part = summaryOf(occurrence('2', 0, { evidence: { complete: false, lostEvents: 3, missing: ['b', 'a'] } }))
  expect(mergeSummaries(whole, part).evidence).toEqual({ complete: false, lostEvents: 3, missing: ['a', 'b'] })
})
