import { expect, test } from 'vitest'
import { all, inner, integer, map, readMessage, text, texts, writeMessage } from './protobuf.ts'

test('what was written is read again', () => {
  const message = readMessage(
    writeMessage([
      [1, 'web'],
      [2, 300n],
      [3, true],
      [
        4,
        [
          [1, 'a'],
          [2, 'b'],
        ],
      ],
      [
        4,
        [
          [1, 'c'],
          [2, ''],
        ],
      ],
      [100, 'x'.repeat(300)],
    ]),
  )
  expect(text(message, 1)).toBe('web')
  expect([integer(message, 2), integer(message, 3), integer(message, 9)]).toEqual([300n, 1n, 0n])
  expect(map(message, 4)).toEqual({ a: 'b', c: '' })
  expect(all(message, 4)).toHaveLength(2)
  expect(text(inner(message, 4), 1)).toBe('c')
  expect(texts(message, 100)).toEqual(['x'.repeat(300)])
  expect([text(message, 7), texts(message, 7), text(inner(message, 7), 1)]).toEqual(['', [], ''])
})

test('the bytes are those of the wire format', () => {
  // Field 1 as the varint 150, field 2 as the text "testing": the examples that protobuf's documentation gives.
  expect([...writeMessage([[1, 150n]])]).toEqual([0x08, 0x96, 0x01])
  expect([...writeMessage([[2, 'testing']])]).toEqual([0x12, 7, ...Buffer.from('testing')])
})

test('fixed fields are passed over', () => {
  const message = readMessage(Uint8Array.of(0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x15, 1, 2, 3, 4, 0x18, 5))
  expect(integer(message, 3)).toBe(5n)
})

test.each([
  { name: 'a text that ends too soon', bytes: [0x0a, 5, 0x61], says: /cut short/ },
  { name: 'a number that does not end', bytes: [0x08, 0xff], says: /cut short/ },
  { name: 'a number of eleven bytes', bytes: [0x08, ...Array.from({ length: 11 }, () => 0xff)], says: /ten bytes/ },
  { name: 'a group', bytes: [0x0b], says: /wire type 3/ },
])('$name is refused', ({ bytes, says }) => {
  expect(() => readMessage(Uint8Array.from(bytes))).toThrow(says)
})
