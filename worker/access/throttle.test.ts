import { expect, test } from 'vitest'
import { maxFailures, Throttle } from './throttle.ts'

const now = Date.parse('2026-01-01T00:00:00Z')

test('an address that sent too many wrong tokens waits out the minute; others do not', () => {
  const throttle = new Throttle()
  for (let count = 0; count < maxFailures; count++) {
    expect(throttle.waitSeconds('a', now)).toBe(0)
    throttle.fail('a', now)
  }
  expect(throttle.waitSeconds('a', now + 10_000)).toBe(50)
  expect(throttle.waitSeconds('b', now + 10_000)).toBe(0)
  expect(throttle.waitSeconds('a', now + 60_000)).toBe(0)
})
