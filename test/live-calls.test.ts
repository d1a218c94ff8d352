/** Calls whose files are found in ways of their own, from the live kernel to the alert. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stopAssembler } from '#rules-compiler'
import { compileCalls, whyNotLive } from '../native/testing/live.ts'
import { WatchedMachine } from './watched-machine.ts'

const folder = mkdtempSync(join(tmpdir(), 'eyas-live-calls-'))
const secret = join(folder, 'secret')
const rules = `
- rule: Secret opened
  desc: d
  condition: evt.type in (open, openat, openat2) and fd.name = ${secret} and fd.num >= 0 and proc.name startswith ring
  output: "%evt.type %fd.name"
  priority: WARNING
- rule: Secret closed
  desc: d
  condition: evt.type = close and fd.name = ${secret} and fd.typechar = f and evt.res = SUCCESS and proc.name = cat
  output: "%fd.name %fd.directory %evt.res"
  priority: WARNING
- rule: Something else closed
  desc: d
  condition: evt.type = close and fd.name = ${secret} and proc.name = cat and evt.failed = true
  output: "%fd.name"
  priority: WARNING
`
const obstacle = await whyNotLive()

describe.skipIf(obstacle)(`calls of their own kind${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  let watched: WatchedMachine
  let ring: string
  beforeAll(async () => {
    writeFileSync(secret, 's')
    symlinkSync(secret, join(folder, 'link'))
    ring = compileCalls('ring')
    watched = await WatchedMachine.start(rules)
  })
  afterAll(async () => {
    await watched.stop()
    stopAssembler()
    rmSync(ring)
    rmSync(folder, { recursive: true })
  })

  test('a link that io_uring opens does not hide its file', async () => {
    spawnSync(ring, ['openat', join(folder, 'link'), '0'])
    const alert = await watched.alert(({ rule }) => rule === 'Secret opened')
    expect(alert.output).toContain(`openat ${secret}`)
    expect(alert.fields).toMatchObject({ 'fd.name.asked': join(folder, 'link'), 'fd.name.resolved': secret })
  })

  test('an open that io_uring is not to tell of is judged as well', async () => {
    const before = watched.alerts.length
    spawnSync(ring, ['skip', 'openat', secret, '0'])
    await watched.alert((alert) => watched.alerts.indexOf(alert) >= before && alert.rule === 'Secret opened')
  })

  test('a close is judged by the file that it closes, and only the one that succeeds', async () => {
    spawnSync('cat', [secret])
    const alert = await watched.alert(({ rule }) => rule === 'Secret closed')
    expect(alert.output).toContain(`${secret} ${folder} SUCCESS`)
    expect(watched.alerts.filter(({ rule }) => rule === 'Something else closed')).toEqual([])
  })
})
