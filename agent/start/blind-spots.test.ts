import { expect, test } from 'vitest'
import { blindSpotAlerts } from './blind-spots.ts'

const feature = (name: string, ok: boolean) => ({
  feature: name,
  ok,
  needed: false,
  error: ok ? '' : 'No such file or directory',
  cost: `${name} is not seen`,
  hint: 'use another kernel',
})

test('a kernel that hides requests of io_uring is an alert, one that is slower is not', () => {
  const alerts = blindSpotAlerts([feature('io_uring', false), feature('bpf_loop', false)], 'node-1', 1n)
  expect(alerts).toMatchObject([
    {
      rule: 'eyas: blind spot',
      source: 'internal',
      hostname: 'node-1',
      output: expect.stringContaining('io_uring is not seen (to mend it: use another kernel)'),
      fields: { feature: 'io_uring' },
    },
  ])
})

test('a kernel that shows them has no such alert', () => {
  expect(blindSpotAlerts([feature('io_uring', true)], 'node-1', 1n)).toEqual([])
})
