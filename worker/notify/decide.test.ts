import { expect, test } from 'vitest'
import { backoffMs, type Cause, decide, type Told } from './decide.ts'

const told: Told = { firing: ['a'], resolved: [], atMs: 0 }
const rows: readonly {
  name: string
  firing?: readonly string[]
  resolved?: readonly string[]
  told?: Told | undefined
  at?: number
  sendResolved?: boolean
  is: Cause | undefined
}[] = [
  { name: 'the first alert of a group is told', firing: ['a'], told: undefined, is: 'first' },
  { name: 'what ended before it was told is not', resolved: ['a'], told: undefined, is: undefined },
  { name: 'the same again is not', firing: ['a'], is: undefined },
  { name: 'another alert is', firing: ['a', 'b'], is: 'new_alerts' },
  { name: 'fewer are not', firing: ['a'], told: { ...told, firing: ['a', 'b'] }, is: undefined },
  { name: 'an end is', firing: ['a'], resolved: ['b'], is: 'resolved' },
  { name: 'an end is not where it is not wanted', firing: ['a'], resolved: ['b'], sendResolved: false, is: undefined },
  { name: 'the end of all is', resolved: ['a'], is: 'resolved' },
  {
    name: 'the end of all is told once',
    resolved: ['a'],
    told: { firing: [], resolved: ['a'], atMs: 0 },
    is: undefined,
  },
  { name: 'the same is told again after the repeat interval', firing: ['a'], at: 100, is: 'repeat' },
  { name: 'but no earlier', firing: ['a'], at: 99, is: undefined },
  { name: 'an end is not repeated', told: { firing: [], resolved: ['a'], atMs: 0 }, at: 1000, is: undefined },
]

test.each(rows)('$name', (row) => {
  const given = { firing: row.firing ?? [], resolved: row.resolved ?? [] }
  const settings = { repeatIntervalMs: 100, sendResolved: row.sendResolved ?? true }
  expect(decide(given, 'told' in row ? row.told : told, settings, row.at ?? 50)).toBe(row.is)
})

test('waits double up to five minutes, spread over their upper half, never below what was asked for', () => {
  expect([1, 2, 3, 30].map((attempts) => backoffMs(attempts, 1))).toEqual([1000, 2000, 4000, 300_000])
  expect(backoffMs(3, 0)).toBe(2000)
  expect(backoffMs(1, 0.5, 60_000)).toBe(60_000)
})
