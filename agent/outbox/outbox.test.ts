import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from './clock.ts'
import { type Outbox, openOutbox } from './outbox.ts'
import { openBody } from './seal.ts'
import { alertNamed, seeded, testContext, testOptions } from './testing.ts'
import { TornDisk } from './torn-disk.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'eyas-outbox-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const open = (): Promise<Outbox> =>
  openOutbox({ ...testOptions(seeded(1)), clock: systemClock, gatherMs: 1, directory })

/** Takes everything out, in order. */
async function names(outbox: Outbox): Promise<readonly string[]> {
  const found: string[] = []
  for (let batch = await outbox.next(); batch !== undefined; batch = await outbox.next()) {
    found.push(...openBody(batch.body).alerts.map(({ rule }) => rule))
    await outbox.acknowledge(batch, batch.lastSeq)
  }
  return found
}

test('outbox: what was appended is there after a restart, with its 64-bit times', async () => {
  const first = await open()
  expect(await first.append([alertNamed('one'), alertNamed('two')], testContext)).toEqual({ kept: 2, shed: 0 })
  await first.close()
  const second = await open()
  const batch = await second.next()
  expect(openBody(batch?.body ?? new Uint8Array(0))).toMatchObject({
    version: 1,
    number: 1,
    alerts: [
      { seq: 1, rule: 'one', timeNs: 1_800_000_000_000_000_000n },
      { seq: 2, rule: 'two' },
    ],
  })
  await second.close()
})

test('outbox: acknowledged segments leave the disk', async () => {
  const outbox = await openOutbox({ ...testOptions(seeded(1)), clock: systemClock, directory, segmentBytes: 1_000 })
  for (let index = 0; index < 10; index++) await outbox.append([alertNamed(String(index), 'Notice', 900)], testContext)
  const before = outbox.status().diskBytes
  expect(await names(outbox)).toHaveLength(10)
  expect(outbox.status().diskBytes).toBeLessThan(before / 5)
  await outbox.close()
})

test('outbox: a second process is kept out, and told by whom', async () => {
  const outbox = await open()
  await expect(open()).rejects.toMatchObject({
    code: 'OUTBOX_IN_USE',
    message: expect.stringContaining(String(process.pid)),
  })
  await outbox.close()
  await (await open()).close()
})

test('outbox: alerts that come together travel together', async () => {
  const outbox = await open()
  await Promise.all(['one', 'two', 'three'].map((name) => outbox.append([alertNamed(name)], testContext)))
  expect(outbox.status()).toMatchObject({ waitingBatches: 1, waitingAlerts: 3 })
  await outbox.close()
})

test('outbox: without room the lowest priorities go first, and it is said how many', async () => {
  const random = seeded(3)
  const limits = { maxBytes: 64_000, segmentBytes: 8_000, maxBatchAlerts: 4 }
  const outbox = await openOutbox({ ...testOptions(random), ...limits, fileSystem: new TornDisk(random) })
  for (let index = 0; index < 90; index++)
    await outbox.append(
      [alertNamed(`d${index}`, 'Debug', 300), ...(index % 9 === 0 ? [alertNamed(`c${index}`, 'Critical', 300)] : [])],
      testContext,
    )
  const { shed, waitingAlerts } = outbox.status()
  expect(shed).toBeGreaterThan(0)
  expect(shed + waitingAlerts).toBe(100)
  const kept = await names(outbox)
  expect(kept.filter((name) => name.startsWith('c'))).toHaveLength(10)
  await outbox.close()
})

test('outbox: what a process appended before it was killed is there', { timeout: 20_000 }, async () => {
  const appended: string[] = []
  for (let round = 0; round < 3; round++) {
    const child = fork(new URL('./append-forever.ts', import.meta.url), [directory, String(round)], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const said = new Promise<void>((resolve) => {
      child.on('message', (name) => {
        appended.push(String(name))
        if (appended.length >= 40 * (round + 1)) resolve()
      })
    })
    await said
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const outbox = await open()
  const found = await names(outbox)
  expect(found).toEqual([...new Set(found)])
  expect(found).toEqual(expect.arrayContaining(appended))
  expect(outbox.status()).toMatchObject({ lost: 0, shed: 0 })
  await outbox.close()
  expect((await stat(join(directory, 'state'))).mode & 0o077).toBe(0)
})
