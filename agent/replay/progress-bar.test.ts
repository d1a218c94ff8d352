import { expect, test } from 'vitest'
import { progressLine } from './progress-bar.ts'

test.each([
  {
    name: 'a third',
    progress: { readBytes: 333, totalBytes: 1000, events: 1200 },
    ms: 100,
    line: '[#########                     ]  33 %  1,200 events, 12,000 a second',
  },
  {
    name: 'all',
    progress: { readBytes: 10, totalBytes: 10, events: 0 },
    ms: 0,
    line: `[${'#'.repeat(30)}] 100 %  0 events, 0 a second`,
  },
  {
    name: 'an unknown length',
    progress: { readBytes: 10, totalBytes: 0, events: 3_000_000 },
    ms: 1000,
    line: '3,000,000 events, 3,000,000 a second',
  },
])('progress of $name', ({ progress, ms, line }) => {
  expect(progressLine(progress, ms)).toBe(line)
})
