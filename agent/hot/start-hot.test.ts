import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileBundle, compileStateModule, loadRules, stopAssembler } from '#rules-compiler'
import type { Bundle } from '#schema/manifest'
import { buildFolder } from '../paths.ts'
import type { AlertDraft } from './messages.ts'
import { type Hot, startHot } from './start-hot.ts'
import { bundleThat } from './testing/hand-made.ts'

const cacheDirectory = `${buildFolder}/rules`

describe('the hot thread', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eyas-hot-'))
  const file = join(folder, 'events.jsonl')
  let stateModule: Uint8Array
  beforeAll(async () => {
    stateModule = await compileStateModule({ cacheDirectory })
    const event = { type: 'openat', pid: 7, start_ns: 70, name_raw: '/etc/shadow' }
    writeFileSync(file, [event, event, event].map((one) => JSON.stringify(one)).join('\n'))
  })
  afterAll(() => {
    stopAssembler()
    rmSync(folder, { recursive: true, force: true })
  })

  const bundleOf = (names: readonly string[]): Promise<Bundle> => {
    const rules = names.map((rule) => ({
      rule,
      desc: 'd',
      condition: 'evt.type = openat',
      output: 'x',
      priority: 'INFO',
    }))
    return compileBundle(loadRules([{ path: 'r.yaml', text: JSON.stringify(rules) }]), { cacheDirectory })
  }
  const compiledOf = async (bundle: Bundle) => ({ bundle, compiled: await WebAssembly.compile(bundle.module) })

  /** Starts the thread on the recorded events; the alerts come into the list. */
  const startOn = async (bundle: Bundle): Promise<{ readonly hot: Hot; readonly alerts: AlertDraft[] }> => {
    const alerts: AlertDraft[] = []
    const settings = {
      rules: await compiledOf(bundle),
      stateModule,
      hostname: 'node-1',
      matching: 'all' as const,
      users: [],
      groups: [],
      source: { kind: 'recorded' as const, file },
    }
    const take = async (drafts: readonly AlertDraft[]): Promise<void> => void alerts.push(...drafts)
    return { hot: await startHot(settings, take, { batchWithinMs: 400, everyMs: 50 }), alerts }
  }
  const rulesOf = (alerts: readonly AlertDraft[]): readonly string[] => alerts.map(({ rule }) => rule)

  test('goes on without a rule that traps, which is told as an alert of its own and counted', async () => {
    const { hot, alerts } = await startOn(await bundleThat('traps'))
    await hot.ended
    const { traps, rules, ledger } = await hot.stats()
    await hot.stop()
    expect(alerts).toMatchObject([{ rule: 'eyas: rule failed', source: 'internal', fields: { rule: 'Bad' } }])
    expect({ traps, isOn: rules[0]?.enabled, judged: ledger.openat?.evaluated }).toEqual({
      traps: 1,
      isOn: false,
      judged: 3,
    })
  })

  test('that does not come back is started again without the rule at fault, which is told', async () => {
    const { hot, alerts } = await startOn(await bundleThat('hangs'))
    await hot.ended
    await expect.poll(() => rulesOf(alerts)).toEqual(['eyas: rule hung'])
    const { rules } = await hot.stats()
    await hot.stop()
    expect(alerts[0]?.fields.rule).toBe('Bad')
    expect(alerts[0]?.output).toContain('Rule "Bad" did not come back and is switched off')
    expect(rules[0]?.enabled).toBe(false)
  })

  test('changes rules, goes back in one call, and goes on counting rules that both sets have', async () => {
    const { hot, alerts } = await startOn(await bundleOf(['Both', 'Old']))
    await hot.ended
    const [first, second] = [await bundleOf(['Both', 'Old']), await bundleOf(['New', 'Both'])]
    const countsNow = async (): Promise<Readonly<Record<string, number>>> =>
      Object.fromEntries((await hot.stats()).rules.map(({ rule, matched }) => [rule, matched]))
    expect((await hot.swap(await compiledOf(second))).digest).toBe(second.digest)
    expect(await countsNow()).toEqual({ New: 0, Both: 3 })
    expect((await hot.rollback()).digest).toBe(first.digest)
    expect(await countsNow()).toEqual({ Both: 3, Old: 0 })
    await hot.stop()
    expect(rulesOf(alerts).length).toBe(6)
  })

  test('keeps its rules if others do not link, and says why', async () => {
    const bundle = await bundleOf(['Both', 'Old'])
    const { hot } = await startOn(bundle)
    await hot.ended
    const empty = await WebAssembly.compile(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))
    const tables = new Uint8Array(64 * 1024 * 1024)
    await expect(hot.swap({ bundle: { ...bundle, tables }, compiled: empty })).rejects.toThrow(
      'its tables are too large',
    )
    await expect(hot.rollback()).rejects.toThrow('there are no rules to go back to')
    expect((await hot.stats()).digest).toBe(bundle.digest)
    await hot.stop()
  })
})
