import { expect, test } from 'vitest'
import { jsonDouble } from './json-double.ts'

test.each([
  [0, '0.0'],
  [1, '1.0'],
  [100, '100.0'],
  [12.5, '12.5'],
  [-0.165, '-0.165'],
  [0.1 + 0.2, '0.30000000000000004'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [4.656612873077393e-7, '4.656612873077393e-07'],
  [123456789012345, '123456789012345.0'],
  [1e15, '1e+15'],
  [1.5e300, '1.5e+300'],
  [Number.NaN, 'null'],
])('%s is written %s', (value, text) => {
  expect(jsonDouble(value)).toBe(text)
})
