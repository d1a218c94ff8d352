import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { sha256Hex } from './sha256.ts'

test('digests equal those of OpenSSL for every length around the block size', () => {
  for (let length = 0; length < 200; length++) {
    const text = 'ü'.repeat(length % 3) + 'x'.repeat(length)
    expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'))
  }
})
