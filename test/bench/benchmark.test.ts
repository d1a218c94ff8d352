import { expect, test } from 'vitest'
import { median, ratio, table } from './benchmark.ts'

test.each([
  { samples: [3, 1, 2], middle: 2 },
  { samples: [4, 1, 2, 3], middle: 2.5 },
  { samples: [7], middle: 7 },
])('the median of $samples is $middle', ({ samples, middle }) => {
  expect(median(samples)).toBe(middle)
})

test('a ratio is taken round by round', () => {
  const a = { what: 'a', unit: 'ns', samples: [10, 30] }
  const b = { what: 'b', unit: 'ns', samples: [5, 10] }
  expect(ratio('a to b', a, b).samples).toEqual([2, 3])
})

test('a table shows minimum, median and maximum with their unit', () => {
  expect(table([{ what: 'drain', unit: 'ns', samples: [1, 2, 3000] }])).toBe(
    '        min  median    max    \ndrain  1.00    2.00  3,000  ns',
  )
})
