import { expect, test } from 'vitest'
import { rfc3339 } from './rfc3339.ts'

test('all nine digits are kept', () => {
  expect(rfc3339(1_700_000_000_000_000_007n)).toBe('2023-11-14T22:13:20.000000007Z')
  expect(rfc3339(1n)).toBe('1970-01-01T00:00:00.000000001Z')
})
