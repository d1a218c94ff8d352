import { expect, test } from 'vitest'
import type { RawValue } from '#wasm-runtime'
import { keptValue, rawValue } from './kept-value.ts'

const bytes = Uint8Array.of(0, 255, 47)
const values: readonly RawValue[] = [
  { kind: 'absent' },
  { kind: 'text', bytes },
  { kind: 'address', bytes: new Uint8Array(16) },
  { kind: 'number', value: 2n ** 63n },
  { kind: 'boolean', value: true },
  { kind: 'double', value: 0.5 },
  { kind: 'list', members: [bytes, new Uint8Array()] },
]

test.each(values)('a value of the kind $kind survives JSON', (value) => {
  expect(rawValue(JSON.parse(JSON.stringify(keptValue(value))))).toEqual(value)
})
