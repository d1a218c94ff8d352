import { expect, test } from 'vitest'
import type { Counters } from '#native'
import { droppedOf, ledgerOf, processLosses } from './kernel-ledger.ts'

const none = {
  seen: 0,
  filtered: 0,
  own: 0,
  submitted: 0,
  drained: 0,
  droppedFull: 0,
  droppedWatermark: 0,
  unmapped: 0,
}
const hook = { attached: true, runs: 0, nanoseconds: 0, skipped: 0 }
const counters: Counters = {
  types: {
    openat: { ...none, seen: 100, filtered: 60, own: 5, submitted: 30, drained: 28, droppedWatermark: 5 },
    execve: { ...none, seen: 9, submitted: 8, drained: 8, droppedFull: 1 },
    chdir: { ...none, seen: 1, droppedWatermark: 1 },
    connect: none,
  },
  unmapped: 2,
  hooks: { eyas_exec: { ...hook, skipped: 3 }, eyas_sys_exit: { ...hook, skipped: 4 } },
}

test('the ledger has every loss and no event twice, and what waits in the ring not yet', () => {
  expect(ledgerOf(counters)).toEqual({
    openat: { seen: 98, filtered: 65, evaluated: 28, dropped: 5 },
    execve: { seen: 12, filtered: 0, evaluated: 8, dropped: 4 },
    chdir: { seen: 1, filtered: 0, evaluated: 0, dropped: 1 },
    unknown: { seen: 6, filtered: 0, evaluated: 0, dropped: 6 },
  })
})

test('of the losses, those of execs and of calls that change a process leave the process table wrong', () => {
  const ledger = ledgerOf(counters)
  expect(processLosses(ledger)).toBe(5)
  expect(droppedOf(ledger)).toBe(16)
})
