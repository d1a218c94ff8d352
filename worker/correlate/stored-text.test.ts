import { expect, test } from 'vitest'
import { lineage, occurrence, randomOccurrences, seeded } from '../fixtures/alerts.ts'
import { entryOf, mergeEntries } from './entry.ts'
import { entryOfText, entryText, summaryOfText, summaryText } from './stored-text.ts'
import { mergeSummaries, summaryOf } from './summary.ts'

const fields = {
  'evt.time': 1_790_000_000_000_000_001n,
  'proc.tty': 34_816,
  'fd.name': '/a\u0000"b',
  missing: null,
  flag: false,
  list: ['a', 'b'],
}

test('an entry is read as it was written, its 64-bit integers to the last digit', () => {
  const first = entryOf(occurrence('1', 0, { fields, lineage: lineage('cat 31 < sh 30') }))
  const later = entryOf(occurrence('2', 1, { patchable: 'p', lineage: lineage('cat 32 < sh 30') }))
  for (const entry of [first, later, mergeEntries(first, later)]) expect(entryOfText(entryText(entry))).toEqual(entry)
})

test('summaries of any alerts are read as they were written', () => {
  const all = randomOccurrences(60, seeded(5)).map(summaryOf)
  for (const summary of [...all, all.reduce(mergeSummaries)])
    expect(summaryOfText(summaryText(summary))).toEqual(summary)
})
