import { expect, test } from 'vitest'
import type { Query } from './edge-client.ts'
import { firstOf } from './first-of.ts'

/** An edge with so many items, numbered from 0, that refuses pages of more than 500 as the real one does. */
const edgeOf = (count: number) => {
  const asked: string[] = []
  const ask = async ({ limit, cursor = '0' }: Query) => {
    if (!(Number(limit) >= 1 && Number(limit) <= 500)) throw new Error(`limit: ${limit}`)
    asked.push(`${limit} from ${cursor}`)
    const end = Math.min(Number(cursor) + Number(limit), count)
    const items = Array.from({ length: end - Number(cursor) }, (_, index) => Number(cursor) + index)
    return { items, cursor: end === count ? null : String(end) }
  }
  return { ask, asked }
}

test.each([
  { name: 'fewer than a page', limit: 3, has: 10, gives: 3, asks: ['3 from 0'] },
  {
    name: 'more than a page',
    limit: 1200,
    has: 9999,
    gives: 1200,
    asks: ['500 from 0', '500 from 500', '200 from 1000'],
  },
  { name: 'more than there are', limit: 10_000, has: 501, gives: 501, asks: ['500 from 0', '500 from 500'] },
])('the first of a list: $name', async ({ limit, has, gives, asks }) => {
  const { ask, asked } = edgeOf(has)
  expect(await firstOf(limit, ask, {})).toHaveLength(gives)
  expect(asked).toEqual(asks)
})
