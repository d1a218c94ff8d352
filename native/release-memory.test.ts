import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { releaseMemory } from './index.ts'
import { whyNotLive } from './testing/live.ts'

const obstacle = await whyNotLive()

const kilobytesOfFiles = (): number =>
  Number(/^RssFile:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])

describe.skipIf(obstacle)(`memory${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  test('pages of programs that were only read are let go of, and come back', () => {
    const before = kilobytesOfFiles()
    releaseMemory()
    const after = kilobytesOfFiles()
    expect(after).toBeLessThan(before * 0.8)
    expect(JSON.parse('[1,{"a":"b"}]')).toEqual([1, { a: 'b' }])
  })
})
