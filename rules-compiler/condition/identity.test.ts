import { expect, test } from 'vitest'
import { loadRules } from '../load/load-rules.ts'
import { identityOf } from './identity.ts'

const identity = (condition: string, lines = 0): string => {
  const text = `${'\n'.repeat(lines)}${JSON.stringify([{ rule: 'r', desc: 'd', condition, output: 'o', priority: 'INFO' }])}`
  const [rule] = loadRules([{ path: 'r.yaml', text }]).rules
  if (rule === undefined) throw new Error(`${condition} does not load`)
  return identityOf(rule.condition)
}

test('what says the same somewhere else has the same identity', () => {
  expect(identity('evt.type = open and fd.num > 3', 4)).toBe(identity('evt.type = open and fd.num > 3'))
})

test.each([
  { name: 'an operator', one: 'fd.num > 3', other: 'fd.num >= 3' },
  { name: 'a field', one: 'proc.name = a', other: 'proc.pname = a' },
  { name: 'the argument of a field', one: 'proc.aname[1] = a', other: 'proc.aname[2] = a' },
  { name: 'a number', one: 'fd.num = 3', other: 'fd.num = 4' },
  { name: 'the length of a net', one: 'fd.net = 10.0.0.0/8', other: 'fd.net = 10.0.0.0/9' },
  { name: 'bytes that are no text', one: 'evt.buffer bcontains ff', other: 'evt.buffer bcontains fe' },
  { name: 'a junction', one: 'fd.num = 3 and proc.name = a', other: 'fd.num = 3 or proc.name = a' },
  { name: 'the order of values', one: 'proc.name in (a, b)', other: 'proc.name in (b, a)' },
])('$name makes another identity', ({ one, other }) => {
  expect(identity(one)).not.toBe(identity(other))
})
