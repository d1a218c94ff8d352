import { expect, test } from 'vitest'
import { FloodGate } from './flood-gate.ts'

test('flood gate: past the limit matches are held back, and told by rule once there is room', () => {
  const gate = new FloodGate(2)
  expect([gate.admit('a'), gate.admit('a'), gate.admit('a'), gate.admit('b')]).toEqual([true, true, false, false])
  expect(gate.takeHeldBack().size).toBe(0)
  gate.taken(1)
  expect([...gate.takeHeldBack()]).toEqual([
    ['a', 1],
    ['b', 1],
  ])
  expect(gate.takeHeldBack().size).toBe(0)
  expect(gate.admit('b')).toBe(true)
})
