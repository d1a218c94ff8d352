import { expect, test } from 'vitest'
import { FloodGate } from './flood-gate.ts'

test('flood gate: past the limit matches are held back, and told by rule once there is room', () => {
  const gate = new FloodGate(2)
  expect([gate.admit(7), gate.admit(7), gate.admit(7), gate.admit(9)]).toEqual([true, true, false, false])
  expect(gate.takeHeldBack().size).toBe(0)
  gate.taken(1)
  expect([...gate.takeHeldBack()]).toEqual([
    [7, 1],
    [9, 1],
  ])
  expect(gate.takeHeldBack().size).toBe(0)
  expect(gate.admit(9)).toBe(true)
})
