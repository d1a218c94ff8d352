import { expect, test } from 'vitest'
import { Faults } from '../fault.ts'
import { cursorOf, readQuery } from './filter.ts'

test('a cursor comes back as the position it was made of', () => {
  const position = { last: '01700000000000000000', id: 'n1/01234567/5' }
  const faults = new Faults()
  expect(readQuery({ cursor: cursorOf(position), priority: 'error', limit: '5' }, faults)).toMatchObject({
    after: position,
    maxRank: 3,
    limit: 5,
  })
  expect(faults.found).toEqual([])
})

const rows: readonly { name: string; given: Record<string, string>; place: string }[] = [
  { name: 'an unknown parameter', given: { prioritty: 'x' }, place: 'prioritty' },
  { name: 'a limit of 0', given: { limit: '0' }, place: 'limit' },
  { name: 'a limit of a million', given: { limit: '1000000' }, place: 'limit' },
  { name: 'a cursor made up', given: { cursor: 'abc' }, place: 'cursor' },
  { name: 'a cursor that is no base64', given: { cursor: '!' }, place: 'cursor' },
  { name: 'an unknown priority', given: { priority: 'High' }, place: 'priority' },
  { name: 'an unknown status', given: { status: 'done' }, place: 'status' },
]

test.each(rows)('$name is refused', ({ given, place }) => {
  const faults = new Faults()
  readQuery(given, faults)
  expect(faults.found.map((fault) => fault.place)).toEqual([place])
})
