import { expect, test } from 'vitest'
import { featureOf, mayLoadPrograms, probeKernel } from './probe.ts'
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

test.each([
  { name: 'nothing', error: '', words: '', hint: /CONFIG_FUNCTION_TRACER/ },
  { name: 'no such function', error: 'No such file or directory', words: 'No such file or directory', hint: /TRACER/ },
  {
    name: 'EPERM',
    error: 'Operation not permitted',
    words: 'not permitted (EPERM)',
    hint: /privileges, seccomp.*lockdown/,
  },
  {
    name: 'ENOTSUPP',
    error: 'Unknown error 524',
    words: 'not supported by this kernel (ENOTSUPP)',
    hint: /CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS=y/,
  },
])('a feature of which the kernel says $name has words and a remedy for it', ({ error, words, hint }) => {
  expect(featureOf('fentry', error)).toMatchObject({
    ...{ ok: error === '', error: words, cost: 'nothing yet' },
    hint: expect.stringMatching(hint),
  })
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
