import { expect, test } from 'vitest'
import { decodeVectors, encodeVectors } from './vectors.ts'

const vectors = [
  { record: Uint8Array.of(1, 2, 3), matches: [] },
  { record: Uint8Array.of(4), matches: [0, 4095] },
]

test('vectors survive their bytes', () => {
  expect(decodeVectors(encodeVectors(vectors))).toEqual(vectors)
  expect(decodeVectors(new Uint8Array())).toEqual([])
})

test('vectors that are not whole are refused at every length', () => {
  const bytes = encodeVectors(vectors)
  for (let length = 1; length < bytes.length; length++)
    expect(() => decodeVectors(bytes.subarray(0, length))).toThrow(/cut short/)
  expect(() => decodeVectors(Uint8Array.of(...bytes, 0))).toThrow(/too many/)
})
