import { expect, test } from 'vitest'
import { Faults } from '../fault.ts'
import {
  count,
  filledText,
  flag,
  list,
  map,
  nullable,
  oneOf,
  optional,
  record,
  type Shape,
  text,
  time,
} from './shape.ts'

const read = (shape: Shape<unknown>, value: unknown) => {
  const faults = new Faults()
  return { value: shape.read(value, 'body', faults), places: faults.found.map(({ place }) => place) }
}

const person = map({
  name: filledText(8),
  age: optional(count(0, 150)),
  born: nullable(time),
  tags: list(oneOf(['a', 'b']), 2),
  extra: record(flag, 1),
})
const good = { name: 'ana', born: null, tags: ['b'], extra: { x: true } }

test('what fits comes back as it is, without what nobody asked for', () => {
  expect(read(person, { ...good, other: 1 })).toEqual({ value: good, places: [] })
  expect(read(person, { ...good, age: 4, born: '2026-01-01T00:00:00Z' }).places).toEqual([])
})

test.each([
  { name: 'no map', value: [], place: 'body' },
  { name: 'a key that is missing', value: { ...good, name: undefined }, place: 'name' },
  { name: 'blank text', value: { ...good, name: ' ' }, place: 'name' },
  { name: 'long text', value: { ...good, name: 'x'.repeat(9) }, place: 'name' },
  { name: 'a fraction', value: { ...good, age: 1.5 }, place: 'age' },
  { name: 'a number beyond', value: { ...good, age: 151 }, place: 'age' },
  { name: 'a time that is none', value: { ...good, born: 'now' }, place: 'born' },
  { name: 'an unknown word', value: { ...good, tags: ['a', 'c'] }, place: 'tags[1]' },
  { name: 'too many items', value: { ...good, tags: ['a', 'a', 'a'] }, place: 'tags' },
  { name: 'too many keys', value: { ...good, extra: { x: true, y: true } }, place: 'extra' },
  { name: 'a flag that is text', value: { ...good, extra: { x: 'true' } }, place: 'extra.x' },
])('$name is a fault in its place', ({ value, place }) => expect(read(person, value).places).toContain(place))

test('a shape is the schema that it reads by', () => {
  expect(map({ a: text(3), b: optional(count(1, 2)) }).json).toEqual({
    type: 'object',
    properties: { a: { type: 'string', maxLength: 3 }, b: { type: 'integer', minimum: 1, maximum: 2 } },
    required: ['a'],
  })
})
