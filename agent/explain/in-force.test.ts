import { expect, test } from 'vitest'
import type { AgentStats } from '../control/answers.ts'
import { inForceLines, inForceOf } from './in-force.ts'

const look = (timeMs: number, seen: number): AgentStats => ({
  hostname: 'node-1',
  timeMs,
  digest: 'sha256:0123456789abcdef',
  rules: [{ rule: 'One', enabled: true, asked: 1, evaluated: 1, matched: 0, nsPerEvent: 4.25 }],
  masksNsPerEvent: 12,
  sampledEvents: 40,
  processes: 3,
  traps: 0,
  ledger: {
    execve: { seen: 100, filtered: 0, evaluated: 100, dropped: 0 },
    openat: { seen, filtered: seen - 100, evaluated: 100, dropped: 0 },
  },
  hooks: { eyas_sys_exit: { attached: true, runs: seen, nanoseconds: seen * 70, skipped: 0 } },
})

test('the share removed is of all events since the agent started, the cost of hooks between two looks', () => {
  expect(inForceLines(inForceOf(look(1000, 500), look(2000, 900)))).toEqual([
    'Measured by the agent that runs here with sha256:0123456789ab:',
    '  of 1,000 events since it started 80.0 % were removed in the kernel',
    '     88.9 % of 900 openat',
    '      0.0 % of 100 execve',
    '',
    '     runs/s     ns/run   of a CPU   left out  program in the kernel',
    '        400         70     0.00 %          0  eyas_sys_exit',
    '',
    '   ns/event  rule, where the kernel did not remove the event',
    '        4.3  One',
  ])
})
