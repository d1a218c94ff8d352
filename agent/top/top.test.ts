import { expect, test } from 'vitest'
import type { AgentStats } from '../control/answers.ts'
import { topLines, topOf } from './top.ts'

const look = (timeMs: number, seen: number, matched: number): AgentStats => ({
  hostname: 'node-1',
  timeMs,
  digest: 'sha256:0123456789abcdef',
  rules: [
    { rule: 'Cheap', enabled: true, asked: seen / 4, evaluated: 1, matched: 0, nsPerEvent: 1 },
    { rule: 'Dear', enabled: false, asked: seen / 4, evaluated: seen / 8, matched, nsPerEvent: 7 },
  ],
  masksNsPerEvent: 12,
  sampledEvents: 40,
  processes: 3,
  traps: 0,
  ledger: {
    execve: { seen: 10, filtered: 0, evaluated: 10, dropped: 0 },
    openat: { seen, filtered: (seen * 3) / 4, evaluated: seen / 4, dropped: 2 },
  },
  hooks: {
    eyas_exec: { attached: true, runs: 0, nanoseconds: 0, skipped: 1 },
    eyas_sys_exit: { attached: true, runs: seen * 10, nanoseconds: seen * 1000, skipped: 0 },
    eyas_open: { attached: false, runs: 0, nanoseconds: 0, skipped: 0 },
  },
})

test('top: two looks give rates, shares and what was lost, the dearest rule and the busiest type first', () => {
  const top = topOf(look(1000, 4000, 5), look(3000, 12_000, 25))
  expect(top).toMatchObject({
    seconds: 2,
    eventsPerSecond: 4000,
    judgedPerSecond: 1000,
    removedInKernel: 0.75,
    lost: 2,
    masks: { nsPerEvent: 12, share: 0.6 },
    hooks: [
      { hook: 'eyas_sys_exit', perSecond: 40_000, nsPerRun: 100, share: 0.004, skipped: 0 },
      { hook: 'eyas_exec', perSecond: 0, nsPerRun: null, share: 0, skipped: 1 },
    ],
    events: [
      { type: 'openat', perSecond: 4000, removedInKernel: 0.75, lost: 2 },
      { type: 'execve', perSecond: 0, removedInKernel: 0, lost: 0 },
    ],
  })
  expect(top.rules).toEqual([
    {
      rule: 'Dear',
      enabled: false,
      evaluated: 1500,
      survived: 0.5,
      matched: 25,
      matchedPerSecond: 10,
      nsPerEvent: 7,
      share: 0.35,
    },
    expect.objectContaining({ rule: 'Cheap', share: 0.05 }),
  ])
})

test('top: the picture is a table with as many rules as there is room for', () => {
  const lines = topLines(topOf(look(1000, 4000, 5), look(3000, 12_000, 25)), 1, 1)
  expect(lines).toEqual([
    'eyas on node-1, rules sha256:0123456789ab, 3 processes known',
    '4,000 events/s, 75.0 % removed in the kernel, 1,000 judged/s, 2 lost',
    '',
    '   events/s  in kernel       lost  event type',
    '      4,000     75.0 %          2  openat',
    '',
    '     runs/s     ns/run   of a CPU   left out  program in the kernel',
    '     40,000        100     0.40 %          0  eyas_sys_exit',
    '             not timed                     1  eyas_exec',
    '',
    '   ns/event      share  evaluated   survived    matched  rule (40 events sampled)',
    '       12.0     60.0 %                                   (before any rule)',
    '        7.0     35.0 %      1,500     50.0 %         25  Dear (off)',
  ])
})
