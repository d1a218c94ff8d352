import { expect, test } from 'vitest'
import { mayLoadPrograms, probeKernel } from './probe.ts'
import { whyNotLive } from './testing/live.ts'

const obstacle = await whyNotLive()

test.each([
  { name: 'no capability', effective: '0000000000000000', may: false },
  { name: 'CAP_BPF alone', effective: '0000008000000000', may: false },
  { name: 'CAP_BPF and CAP_PERFMON', effective: '000000c000000000', may: true },
  { name: 'CAP_SYS_ADMIN', effective: '0000000000200000', may: true },
])('$name: programs may be loaded: $may', ({ effective, may }) => {
  expect(mayLoadPrograms(`Name:\tx\nCapEff:\t${effective}\nCapBnd:\t000001ffffffffff\n`)).toBe(may)
})

test.skipIf(obstacle)('every feature says what it is for and what to do without it', () => {
  const features = probeKernel()
  expect(features.map(({ feature }) => feature)).toEqual(
    expect.arrayContaining(['privileges', 'btf', 'tp_btf', 'iterators']),
  )
  expect(features.filter(({ ok, error, cost, hint }) => cost === '' || hint === '' || ok !== (error === ''))).toEqual(
    [],
  )
})
