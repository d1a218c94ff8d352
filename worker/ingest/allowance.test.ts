import { expect, test } from 'vitest'
import { Allowance } from './allowance.ts'

test('what comes now and then is never held up', () => {
  const allowance = new Allowance(0.2)
  for (let nowMs = 1_000; nowMs < 20_000; nowMs += 100) {
    expect(allowance.waitMs(nowMs)).toBe(0)
    allowance.spend(nowMs, nowMs + 15)
  }
})

test('what goes on and on takes its share', () => {
  const allowance = new Allowance(0.2)
  let nowMs = 1_000
  let spentMs = 0
  while (nowMs < 61_000) {
    nowMs += allowance.waitMs(nowMs)
    allowance.spend(nowMs, nowMs + 50)
    nowMs += 50
    spentMs += 50
  }
  expect(spentMs / 60_000).toBeGreaterThan(0.19)
  expect(spentMs / 60_000).toBeLessThan(0.22)
})

test('a rest earns what may be spent at once, and no more', () => {
  const allowance = new Allowance(0.5)
  allowance.spend(1_000, 2_000)
  expect(allowance.waitMs(2_000)).toBeGreaterThan(0)
  expect(allowance.waitMs(60_000)).toBe(0)
  allowance.spend(60_000, 60_390)
  expect(allowance.waitMs(60_390)).toBe(0)
  allowance.spend(60_390, 60_800)
  expect(allowance.waitMs(60_800)).toBeGreaterThan(0)
})

test('a clock that is set back does not keep anybody waiting for long', () => {
  const allowance = new Allowance(0.2)
  allowance.spend(900_000, 903_000)
  expect(allowance.waitMs(1_000)).toBeLessThanOrEqual(2_000)
})
