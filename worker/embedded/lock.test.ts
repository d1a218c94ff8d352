import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withLock } from './lock.ts'

test('works run one after the other, also after one that failed', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'eyas-lock-'))
  let running = 0
  let most = 0
  const work = async (fails: boolean): Promise<void> => {
    running += 1
    most = Math.max(most, running)
    await new Promise(setImmediate)
    running -= 1
    if (fails) throw new Error('failed')
  }
  const path = join(directory, 'lock')
  const outcomes = await Promise.allSettled([true, false, false].map((fails) => withLock(path, () => work(fails))))
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  expect(most).toBe(1)
  rmSync(directory, { recursive: true })
})
