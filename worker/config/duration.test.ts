import { expect, test } from 'vitest'
import { durationText, parseDuration } from './duration.ts'

test.each([
  { text: '0', ms: 0 },
  { text: '30s', ms: 30_000 },
  { text: '1h30m', ms: 5_400_000 },
  { text: '250ms', ms: 250 },
  { text: '5d', ms: 432_000_000 },
  { text: '2w', ms: 14 * 86_400_000 },
])('$text is $ms ms', ({ text, ms }) => {
  expect(parseDuration(text)).toBe(ms)
  expect(durationText(ms)).toBe(text === '0' ? '0s' : text)
})

test.each(['', '5', '1.5h', '-1s', '1m1h', '1 h', '99999999999999999y'])('%s is no duration', (text) =>
  expect(parseDuration(text)).toBeUndefined(),
)
