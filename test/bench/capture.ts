/** What capture costs the programs that are watched, and what a flood costs eyas: without eyas and with it, in turn. */
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Counters } from '#native'
import { loadRules } from '#rules-compiler'
import { buildFolder, rootFolder, shippedRules } from '../../agent/paths.ts'
import { readRuleFiles } from '../../agent/rules-source/read-rule-files.ts'
import type { Benchmark, Figure } from './benchmark.ts'
import { type Judge, judgedSource, judgeOf } from './judged-source.ts'
import { resident } from './resident.ts'
import { benchmarkRules } from './rule-files.ts'

const rounds = 5
const roundMs = 200
const loads = ['getppid', 'readwrite', 'open', 'connect', 'exec']

/** Calls a second of so many programs at a time. An open takes microseconds itself, a dup3 that fails nothing but its event. */
interface Flood {
  readonly load: 'open' | 'dup'
  readonly pace: number
  readonly programs: number
}

const floods: readonly Flood[] = [
  ...[50_000, 100_000, 200_000, 400_000].map((pace): Flood => ({ load: 'open', pace, programs: 1 })),
  ...[250_000, 500_000, 1_000_000, 1_250_000, 1_500_000].map((pace): Flood => ({ load: 'dup', pace, programs: 1 })),
  ...[1_500_000, 3_000_000].map((pace): Flood => ({ load: 'dup', pace, programs: 2 })),
]
const floodMs = '500'

interface Setting {
  readonly name: string
  /** `null` is no eyas at all, undefined eyas without rules. */
  readonly judge: Judge | undefined | null
}

/** The settings each load runs under; the first is the baseline. */
async function settingsOf(): Promise<readonly Setting[]> {
  const judge = async (files: Awaited<ReturnType<typeof readRuleFiles>>): Promise<Judge> => judgeOf(loadRules(files))
  const measured = await benchmarkRules()
  const own = { name: "eyas's rules", judge: await judge(await readRuleFiles([shippedRules])) }
  const others =
    measured.name === 'the shipped rules' ? [] : [{ name: measured.name, judge: await judge(measured.files) }]
  return [{ name: 'without eyas', judge: null }, { name: 'zero rules', judge: undefined }, own, ...others]
}

const program = `${buildFolder}/bench/load`
const run = promisify(execFile)

/** One round of all loads under one setting; loading the programs takes longer than the loads do. */
async function samples(judge: Setting['judge']): Promise<readonly number[]> {
  const source = judge === null ? undefined : judgedSource(judge)
  try {
    const taken: number[] = []
    for (const load of loads) taken.push(Number((await run(program, [load, String(roundMs)])).stdout))
    return taken
  } finally {
    source?.close()
  }
}

async function measure(settings: readonly Setting[]): Promise<readonly Figure[]> {
  const taken = settings.map((): (readonly number[])[] => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, { judge }] of settings.entries()) taken[index]?.push(await samples(judge))
  }
  return loads.flatMap((load, column) => {
    const of = (index: number): readonly number[] => (taken[index] ?? []).map((one) => one[column] ?? Number.NaN)
    const least = Math.min(...of(0))
    const figures = settings.map(({ name }, index) => ({ what: `${load}, ${name}`, unit: 'ns', samples: of(index) }))
    const added = figures.slice(1).map(({ what, samples: own }) => ({
      what: `${what}: added to the least`,
      unit: 'ns',
      samples: own.map((value) => value - least),
    }))
    return [...figures, ...added]
  })
}

const total = ({ types }: Counters, of: 'submitted' | 'droppedFull' | 'droppedWatermark'): number =>
  Object.values(types).reduce((sum, count) => sum + count[of], 0)

const dropsOf = (counters: Counters): number => total(counters, 'droppedFull') + total(counters, 'droppedWatermark')

const flooded = ({ load, pace, programs }: Flood): Promise<unknown> =>
  Promise.all(Array.from({ length: programs }, () => run(program, [load, floodMs, String(pace / programs)])))

/**
 * A flood of calls that match nothing and are all judged, because the kernel filter is off: how many a second, how many of
 * them dropped, and the processor time of each. The source is warm: it has judged as many before.
 */
async function flood(judge: Judge, one: Flood): Promise<readonly Figure[]> {
  const [perSecond, dropped, cpuNs]: [number[], number[], number[]] = [[], [], []]
  const source = judgedSource(judge)
  source.setFilter(undefined)
  await flooded(one)
  for (let round = 0; round < 3; round++) {
    const [counters, cpu, start] = [source.counters(), process.cpuUsage(), performance.now()]
    await flooded(one)
    const seconds = (performance.now() - start) / 1000
    const { user, system } = process.cpuUsage(cpu)
    const after = source.counters()
    const submitted = total(after, 'submitted') - total(counters, 'submitted')
    perSecond.push(submitted / seconds)
    dropped.push(dropsOf(after) - dropsOf(counters))
    cpuNs.push(((user + system) * 1000) / submitted)
  }
  source.close()
  const { load, pace, programs } = one
  const by = programs === 1 ? 'one program' : `${programs} programs`
  const what = `flood of ${pace.toLocaleString('en-US')} ${load}s a second by ${by}`
  return [
    { what: `${what}: judged a second`, unit: 'events', samples: perSecond },
    { what: `${what}: dropped`, unit: 'events', samples: dropped },
    { what: `${what}: processor time of each judged`, unit: 'ns', samples: cpuNs },
  ]
}

/** `npm run bench -- capture`. */
export const capture: Benchmark = {
  name: 'capture',
  summary:
    'what a system call costs without eyas, with zero rules, with its own and with three files of Falco; floods of judged opens; memory and idle time of the agent',
  async run(say) {
    if (process.getuid?.() !== 0) {
      say('capture: skipped, it needs root')
      return []
    }
    mkdirSync(`${buildFolder}/bench`, { recursive: true })
    execFileSync('gcc', ['-O2', '-o', program, `${rootFolder}test/bench/load.c`])
    const settings = await settingsOf()
    const figures: Figure[] = []
    figures.push(...(await measure(settings)))
    const judge = settings.at(-1)?.judge
    if (judge != null) for (const one of floods) figures.push(...(await flood(judge, one)))
    const { name, paths } = await benchmarkRules()
    figures.push(...(await resident(name, paths, program)))
    return figures
  },
}
