import { Packr } from 'msgpackr'
import { expect, test } from 'vitest'
import { seeded } from '../fixtures/alerts.ts'
import { scan } from './scan.ts'

const packr = new Packr({ useRecords: false })
const bytes = (...values: number[]) => Uint8Array.from(values)

const rows: readonly { name: string; body: Uint8Array; says: RegExp }[] = [
  { name: 'nothing', body: bytes(), says: /ends too early/ },
  { name: 'text that ends too early', body: bytes(0xd9, 5, 97), says: /ends too early/ },
  { name: 'a list longer than the body', body: bytes(0xdd, 0xff, 0xff, 0xff, 0xff), says: /ends too early/ },
  { name: 'an extension', body: bytes(0xc7, 1, 2, 3), says: /type 0xc7/ },
  { name: 'a timestamp', body: packr.pack(new Date(0)), says: /type 0xd6/ },
  { name: 'the reserved type', body: bytes(0xc1), says: /type 0xc1/ },
  { name: 'a number as a key', body: bytes(0x81, 1, 1), says: /a key that is not text/ },
  { name: 'two values', body: bytes(1, 1), says: /after the end/ },
  { name: 'deep lists', body: bytes(...Array<number>(50).fill(0x91), 1), says: /nested too deeply/ },
  { name: 'a million levels', body: new Uint8Array(1 << 20).fill(0x91), says: /nested too deeply/ },
]

test.each(rows)('$name is refused', ({ body, says }) => {
  expect(scan(body, 8)).toMatch(says)
})

test('plain values pass', () => {
  const value = {
    text: 'é'.repeat(300),
    list: [1, -1, 1.5, 2n ** 60n, null, true],
    bin: new Uint8Array(70_000),
    deep: [[[{}]]],
  }
  expect(scan(packr.pack(value), 8)).toBeUndefined()
})

test('a body cut anywhere is refused', () => {
  const body = packr.pack({ version: 1, alerts: [{ seq: 1, fields: { a: 'b', c: 2n ** 50n } }] })
  for (let length = 0; length < body.length; length++) expect(scan(body.subarray(0, length), 8)).toBeDefined()
})

test('whatever passes can be decoded', () => {
  const random = seeded(3)
  let passed = 0
  for (let round = 0; round < 20_000; round++) {
    const body = Uint8Array.from({ length: 1 + Math.floor(random() * 12) }, () => Math.floor(random() * 256))
    if (scan(body, 8) !== undefined) continue
    passed += 1
    expect(() => packr.unpack(body)).not.toThrow()
  }
  expect(passed).toBeGreaterThan(100)
})
