import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { bootTimeNs } from './index.ts'
import { whyNotLive } from './testing/live.ts'

const obstacle = await whyNotLive()

describe.skipIf(obstacle)(`boot time${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  test('with the uptime it makes the present', () => {
    const uptimeNs = BigInt(Math.round(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000)) * 1_000_000n
    expect(Math.abs(Date.now() - Number((bootTimeNs() + uptimeNs) / 1_000_000n))).toBeLessThan(100)
  })
})
