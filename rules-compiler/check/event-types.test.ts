import { describe, expect, test } from 'vitest'
import { PlacedText } from '../load/placed-text.ts'
import { parseOrFault } from '../resolve/macros.ts'
import { eventTypesOf, isTooMany } from './event-types.ts'

const typesOf = (text: string) => {
  const types = eventTypesOf(parseOrFault(PlacedText.at(text, { file: '', line: 1, column: 1 })))
  return types === null ? 'any' : [...types].sort().join(' ')
}

describe('the event types of a condition', () => {
  test.each([
    { condition: 'evt.type = open', types: 'open' },
    { condition: 'evt.type in (open, close)', types: 'close open' },
    { condition: 'syscall.type = open', types: 'open' },
    { condition: 'proc.name = a', types: 'any' },
    { condition: 'not proc.name = a', types: 'any' },
    { condition: 'evt.type = open and proc.name = a', types: 'open' },
    { condition: 'evt.type = open or proc.name = a', types: 'any' },
    { condition: 'evt.type = open or evt.type = close', types: 'close open' },
    { condition: 'evt.type = open and evt.type = close', types: '' },
    { condition: 'evt.type in (open, close) and evt.type != close', types: 'open' },
    { condition: 'evt.type in (open, close) and not evt.type = close', types: 'open' },
    { condition: 'evt.type in (open, close) and not (evt.type = close or proc.name = a)', types: 'open' },
    { condition: 'evt.type in (open, close) and not (evt.type = close and proc.name = a)', types: 'close open' },
    { condition: 'not not evt.type = open', types: 'open' },
    { condition: 'evt.type exists', types: 'any' },
    { condition: 'evt.type startswith open', types: 'any' },
    { condition: 'evt.num = 0', types: '' },
    { condition: 'evt.num > 0 and evt.type = open', types: 'open' },
    { condition: 'not evt.num = 0', types: 'any' },
    { condition: 'evt.type = open and not evt.num >= 1', types: '' },
    { condition: 'evt.num in (0, 1)', types: 'any' },
    { condition: 'evt.type = fsync', types: 'fsync' },
  ])('$condition: $types', ({ condition, types }) => {
    expect(typesOf(condition)).toBe(types)
  })

  test('more than a hundred event codes are too many, none at all are not', () => {
    expect(isTooMany(null)).toBe(true)
    expect(isTooMany(new Set())).toBe(false)
    expect(isTooMany(new Set(['open', 'close', 'fsync']))).toBe(false)
  })
})
