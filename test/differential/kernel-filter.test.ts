import { expect, test } from 'vitest'
import { compareFilter, emptyComparison } from './kernel-filter.ts'

test('the code of the kernel filter leaves every clause that its meaning does, and no other of plain names', {
  timeout: 120_000,
}, () => {
  const total = emptyComparison()
  for (let seed = 1; seed <= 150; seed++) compareFilter(seed, 400, total)
  expect(total.lost).toEqual([])
  expect(total.loose).toEqual([])
  // Were everything let through or nothing, this would show nothing.
  expect(total.dropped).toBeGreaterThan(total.events / 10)
  expect(total.exact).toBeGreaterThan(total.events * 0.9)
})
