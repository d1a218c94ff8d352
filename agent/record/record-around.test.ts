import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildNative, buildScapReader } from '#native'
import { compileBundle, compileStateModule, loadRules, stopAssembler } from '#rules-compiler'
import { readAccounts } from '../accounts.ts'
import { jsonTime } from '../alert/time.ts'
import { runCli } from '../cli/main.ts'
import { serveControl } from '../control/server.ts'
import type { AlertDraft } from '../hot/messages.ts'
import { type Hot, startHot } from '../hot/start-hot.ts'
import { timeOf } from './alert-time.ts'
import { readStrictly } from './testing/strict-scap.ts'

const folder = mkdtempSync(join(tmpdir(), 'eyas-around-'))
const secret = join(folder, 'secret')
const rule = {
  ...{ rule: 'Secret read', desc: 'd', priority: 'WARNING' },
  condition: `evt.type in (open, openat) and fd.name = ${secret}`,
  output: '%proc.cmdline %proc.pname %proc.exepath %fd.name %evt.arg.flags %user.name %proc.cwd',
}
const alerts: AlertDraft[] = []
const first = Promise.withResolvers<AlertDraft>()
const words: string[] = []
const printed: string[] = []
let hot: Hot
let close: () => void

const run = (...line: readonly string[]): Promise<number> =>
  runCli(line, folder, {
    print: (text) => void printed.push(...text.split('\n')),
    say: (text) => void words.push(text),
    redraw: () => {},
    style: (_, text) => text,
    colour: (_, text) => text,
    ...{ showsOutput: false, showsWords: false, isInteractive: false, hasColour: false },
  })
const said = async (...line: readonly string[]): Promise<{ status: number; words: string }> => {
  words.length = 0
  return { status: await run(...line), words: words.join('\n') }
}

beforeAll(async () => {
  writeFileSync(secret, 'x')
  writeFileSync(join(folder, 'rules.yaml'), JSON.stringify([rule]))
  await buildNative({ log: () => {} })
  await buildScapReader({ log: () => {} })
  const bundle = await compileBundle(loadRules([{ path: 'r', text: JSON.stringify([rule]) }]))
  hot = await startHot(
    {
      rules: { bundle, compiled: await WebAssembly.compile(bundle.module) },
      stateModule: await compileStateModule(),
      ...{ hostname: 'h', matching: 'all', ...readAccounts(), source: { kind: 'live', excludePids: [] } },
      lookBackBytes: 1 << 20,
    },
    async (drafts) => {
      alerts.push(...drafts)
      for (const draft of drafts) first.resolve(draft)
    },
  )
  const nothing = async () => ({ kind: 'refused', reason: 'not here' }) as const
  close = await serveControl(folder, {
    stats: async () => ({ ...(await hot.stats()), hostname: 'h', timeMs: 0 }),
    matches: async () => ({ paths: [], loadOptions: {}, matches: [] }),
    ...{ takeBundle: nothing, rollback: nothing },
    lookBack: (fromNs, toNs) => hot.lookBack(fromNs, toNs),
  })
  await promisify(execFile)('/bin/sh', ['-c', `cd /usr; cat ${secret}; true`])
  await first.promise
}, 300_000)
afterAll(async () => {
  close()
  await hot.stop()
  stopAssembler()
  rmSync(folder, { recursive: true })
})

describe('a recording around an alert', () => {
  test('has its event with everything that the alert shows', async () => {
    const [alert] = alerts
    if (alert === undefined) throw new Error('there was no alert')
    const time = jsonTime(alert.timeNs)
    const path = join(folder, 'around.scap')
    expect(await said('record', '--around', time, '-o', path, '--data', folder)).toMatchObject({ status: 0 })
    expect(readStrictly(readFileSync(path)).processes.length).toBeGreaterThan(5)
    printed.length = 0
    await run('replay', '-r', join(folder, 'rules.yaml'), '--json', path)
    const again = printed.map((line) => JSON.parse(line))
    expect(again).toMatchObject([{ rule: 'Secret read', time, output_fields: alert.fields }])
  }, 60_000)

  test('of a time of which nothing is kept any more leaves no file', async () => {
    const path = join(folder, 'late.scap')
    const line = ['record', '--around', '2001-01-01T00:00:00Z', '-o', path, '--data', folder]
    const { status, words } = await said(...line)
    expect({ status, words }).toMatchObject({
      status: 2,
      words: expect.stringMatching(/keeps nothing of that time any more; its oldest event is of 20.*\n.*--look-back/),
    })
    expect(existsSync(path)).toBe(false)
  })

  test('into a folder that is not there says so', async () => {
    const time = jsonTime(alerts[0]?.timeNs ?? 0n)
    const line = ['record', '--around', time, '-o', join(folder, 'none/x.scap'), '--data', folder]
    const words = expect.stringMatching(/cannot be written to .*none\/x.scap: its folder does not exist$/)
    expect(await said(...line)).toEqual({ status: 2, words })
  })

  test('where no agent runs says how to start one', async () => {
    const line = ['record', '--around', '2001-01-01T00:00:00Z', '-o', 'x', '--data', join(folder, 'none')]
    expect(await said(...line)).toMatchObject({
      status: 2,
      words: expect.stringMatching(/no agent runs.*\n.*npm start/),
    })
  })

  test.each([
    {
      name: 'a condition besides',
      words: ['--around', '2001-01-01T00:00:00Z', '-o', 'x', 'evt.num > 1'],
      says: /alone/,
    },
    { name: 'no file', words: ['--seconds', '1'], says: /needs -o FILE/ },
    { name: 'both rules and a condition', words: ['-o', 'x', '-r', 'y', 'evt.num > 1'], says: /not both/ },
    { name: 'a condition that is none', words: ['-o', 'x', 'a.b = c'], says: /CONDITION, line 1, column 1/ },
  ])('with $name is refused', async ({ words, says }) => {
    expect(await said('record', ...words)).toMatchObject({ status: 1, words: expect.stringMatching(says) })
  })
})

test.each([
  { text: '2026-11-24T03:08:09Z', ns: 1_795_489_689_000_000_000n },
  { text: '2026-11-24T03:08:09.000000001+0000', ns: 1_795_489_689_000_000_001n },
  { text: '2026-11-24T03:08:09.5+00:00', ns: 1_795_489_689_500_000_000n },
  { text: 'node/12345678/3', ns: undefined },
  { text: '2026-99-24T03:08:09Z', ns: undefined },
])('$text is the time $ns', ({ text, ns }) => {
  expect(timeOf(text)).toBe(ns)
})
