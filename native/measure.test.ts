import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { measureHooks, openSource, timeRuns } from './index.ts'
import { whyNotLive } from './testing/live.ts'

const obstacle = await whyNotLive()

describe.skipIf(obstacle)(`what hooks cost${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  test('every hook has a time, and an open that is told costs more than a call that nobody asks for', () => {
    const costs = measureHooks()
    const call = costs.find(({ work }) => work.startsWith('a system call'))
    const open = costs.find(({ work }) => work.startsWith('an open'))
    expect(open?.runs).toBeGreaterThanOrEqual(2000)
    expect(call?.runs).toBeGreaterThan(2000)
    expect(open?.nanoseconds).toBeGreaterThan(call?.nanoseconds ?? Number.POSITIVE_INFINITY)
    for (const { work, runs, nanoseconds } of costs)
      expect({ work, ok: runs > 0 && nanoseconds > 0 }).toEqual({ work, ok: true })
  })

  test('runs are counted while they are timed and not otherwise, and a hook that is off has none', () => {
    const source = openSource({ eventTypes: [] })
    source.attach()
    const stop = timeRuns()
    spawnSync('true')
    stop()
    const { hooks } = source.counters()
    spawnSync('true')
    expect(source.counters().hooks.eyas_exec?.runs).toBe(hooks.eyas_exec?.runs)
    source.close()
    expect(hooks.eyas_exec).toMatchObject({ attached: true, skipped: 0 })
    expect(hooks.eyas_exec?.runs).toBeGreaterThan(0)
    expect(hooks.eyas_sys_exit).toMatchObject({ attached: false, runs: 0 })
  })
})
