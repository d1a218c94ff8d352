/** Swaps rules again and again while a program opens numbered files, and counts how often each number was judged. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { buildNative } from '#native'
import { compileBundle, compileStateModule, loadRules } from '#rules-compiler'
import type { AlertDraft } from '../../agent/hot/messages.ts'
import { startHot } from '../../agent/hot/start-hot.ts'

const program = fileURLToPath(new URL('numbered-opens.mjs', import.meta.url))
const prefix = '/eyas-swap-'

/** What came of the swaps. */
export interface SwapsUnderLoad {
  readonly swaps: number
  /** Events that the program caused. */
  readonly events: number
  /** Numbers that no rule matched. */
  readonly lost: number
  /** Numbers that were matched more than once. */
  readonly doubled: number
  /** Alerts by the rule that matched: both sets had their share. */
  readonly byRule: Readonly<Record<string, number>>
  /** How long judging stood still, swap by swap, in milliseconds. */
  readonly pausesMs: readonly number[]
}

async function rulesNamed(name: string) {
  const condition = `evt.type in (open, openat) and fd.name startswith ${prefix}`
  const rule = { rule: name, desc: 'd', condition, output: '%fd.name', priority: 'INFO' }
  const bundle = await compileBundle(loadRules([{ path: 'r.yaml', text: JSON.stringify([rule]) }]))
  return { bundle, compiled: await WebAssembly.compile(bundle.module) }
}

/** Watches this kernel and makes so many swaps between two rule sets, both of which match every open of the program. */
export async function swapsUnderLoad(swaps: number): Promise<SwapsUnderLoad> {
  await buildNative({ log: () => {} })
  const [first, second] = [await rulesNamed('first'), await rulesNamed('second')]
  const alerts: AlertDraft[] = []
  const hot = await startHot(
    {
      rules: first,
      stateModule: await compileStateModule(),
      hostname: 'node-1',
      matching: 'all',
      users: [],
      groups: [],
      source: { kind: 'live', excludePids: [] },
    },
    async (drafts) => void alerts.push(...drafts),
  )
  const child = spawn(process.execPath, [program, prefix], { stdio: ['pipe', 'pipe', 'inherit'] })
  const said = text(child.stdout)
  const pausesMs: number[] = []
  try {
    for (let swap = 0; swap < swaps; swap++) pausesMs.push((await hot.swap(swap % 2 === 0 ? second : first)).pauseMs)
  } finally {
    child.stdin.end()
    await once(child, 'exit')
    await hot.stop()
  }
  return { swaps, pausesMs, ...countedIn(alerts, Number(await said)) }
}

function countedIn(alerts: readonly AlertDraft[], events: number) {
  const times = new Uint32Array(events)
  const byRule: Record<string, number> = {}
  for (const { rule, fields } of alerts) {
    byRule[rule] = (byRule[rule] ?? 0) + 1
    const name = fields['fd.name']
    if (typeof name !== 'string') continue
    const number = Number(name.slice(prefix.length))
    times[number] = (times[number] ?? 0) + 1
  }
  const count = (holds: (times: number) => boolean): number => times.reduce((sum, one) => sum + (holds(one) ? 1 : 0), 0)
  return { events, byRule, lost: count((one) => one === 0), doubled: count((one) => one > 1) }
}
