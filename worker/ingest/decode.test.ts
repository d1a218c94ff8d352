import { Packr } from 'msgpackr'
import { expect, test } from 'vitest'
import { alert, lineage } from '../fixtures/alerts.ts'
import { Decoder } from './decode.ts'
import { unpackAlert } from './unpack-alert.ts'

const packr = new Packr({ useRecords: false, int64AsType: 'bigint' })

const values: readonly { readonly name: string; readonly value: unknown }[] = [
  { name: 'small numbers', value: [0, 1, 127, 128, 255, 256, 65_535, 65_536, 4_294_967_295] },
  { name: 'negative numbers', value: [-1, -32, -33, -128, -129, -32_768, -32_769, -2_147_483_648] },
  { name: 'large numbers', value: [2n ** 63n - 1n, 2n ** 64n - 1n, -(2n ** 63n), 1e300, 0.5] },
  { name: 'nothing, true and false', value: [null, true, false] },
  { name: 'texts of every width', value: ['', 'a', 'é', 'ü'.repeat(40), 'x'.repeat(300), '雪'.repeat(30_000)] },
  { name: 'bytes of every width', value: [1, 300, 70_000].map((length) => new Uint8Array(length).fill(7)) },
  { name: 'maps of every width', value: Object.fromEntries(Array.from({ length: 60_000 }, (_, at) => [`k${at}`, at])) },
  { name: 'lists of every width', value: [[], [1], Array(20).fill('a'), Array(70_000).fill(1)] },
  { name: 'nested values', value: { a: { b: [{ c: 'd' }] } } },
]

test.each(values)('$name are what they were packed from', ({ value }) => {
  expect(new Decoder().decode(new Uint8Array(packr.pack(value)))).toEqual(value)
})

test('a text that falls into the place of another is still itself', () => {
  const decoder = new Decoder()
  const texts = Array.from({ length: 50_000 }, (_, index) => `text ${index}`)
  for (let round = 0; round < 2; round++)
    for (const text of texts) if (decoder.decode(packr.pack(text)) !== text) expect(text).toBe('read')
})

test('a key that means something to the language is only a key', () => {
  const bytes = Uint8Array.of(0x81, 0xa9, ...new TextEncoder().encode('__proto__'), 0x81, 0xa1, 0x61, 0x01)
  const map = new Decoder().decode(bytes)
  expect(Object.getPrototypeOf(map)).toBe(Object.prototype)
  expect(Object.keys(map as object)).toEqual(['__proto__'])
})

test('what ends too early is no value', () => {
  const bytes = packr.pack({ rule: 'a rule', output: 'x'.repeat(100) })
  for (let length = 0; length < bytes.length; length++)
    expect(() => new Decoder().decode(new Uint8Array(bytes.subarray(0, length)))).toThrow()
})

test('an alert is what it was, without what this worker does not know', () => {
  const made = alert({
    seq: 7,
    lineage: lineage('cat 31 < sh 30'),
    fields: { 'evt.time': 5n, 'proc.tty': 34_816, 'fd.name': '/a', missing: null, list: ['a', 'b'] },
    evidence: { complete: false, lostEvents: 3, missing: ['a part'] },
    patchable: 'p1',
  })
  expect(unpackAlert(packr.pack({ ...made, later: { a: 1 } }))).toEqual(made)
})
