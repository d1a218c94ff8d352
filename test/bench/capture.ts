/** What capture costs the programs that are watched: the same load without eyas and with it, in turn. */
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { promisify } from 'node:util'
import { openSource, type Source } from '#native'
import { kernelNeeds, loadRules } from '#rules-compiler'
import type { EventFilter } from '#schema/kernel-filter'
import { maxRecordBytes } from '#schema/record'
import { buildFolder, rootFolder } from '../../agent/paths.ts'
import type { Benchmark, Figure } from './benchmark.ts'
import { benchmarkRules } from './rule-files.ts'

const rounds = 7
const roundMs = 300
const loads = ['getppid', 'open', 'connect', 'exec']
const allTypes = ['execve', 'open', 'openat', 'openat2', 'creat', 'connect']

interface Setting {
  readonly name: string
  /** Undefined is the baseline. */
  readonly wants: { readonly eventTypes: readonly string[]; readonly filter?: readonly EventFilter[] } | undefined
}

/** The settings each load runs under. */
async function settingsOf(): Promise<readonly Setting[]> {
  const { name, files } = await benchmarkRules()
  const rules = loadRules(files)
  return [
    { name: 'without eyas', wants: undefined },
    { name: 'no rules', wants: { eventTypes: [] } },
    { name: `${name}, their filter in the kernel`, wants: kernelNeeds(rules) },
    { name: 'every open and connect told', wants: { eventTypes: allTypes } },
  ]
}

const program = `${buildFolder}/bench/load`

/** A source that is drained as the agent drains it. */
function drained({ eventTypes, filter }: NonNullable<Setting['wants']>): Source {
  const source = openSource({ eventTypes })
  source.setFilter(filter)
  const buffer = new Uint8Array(64 * maxRecordBytes)
  source.attach()
  source.onReadable(() => {
    while (source.drainInto(buffer, 0, buffer.length) > 0);
  })
  return source
}

async function sample(load: string, wants: Setting['wants']): Promise<number> {
  const source = wants === undefined ? undefined : drained(wants)
  try {
    const { stdout } = await promisify(execFile)(program, [load, String(roundMs)])
    return Number(stdout)
  } finally {
    source?.close()
  }
}

async function measure(load: string, settings: readonly Setting[]): Promise<readonly Figure[]> {
  const samples = settings.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, { wants }] of settings.entries()) samples[index]?.push(await sample(load, wants))
  }
  const figures = settings.map(({ name }, index) => ({
    what: `${load}, ${name}`,
    unit: 'ns',
    samples: samples[index] ?? [],
  }))
  const [baseline = figures[0], ...loaded] = figures
  if (baseline === undefined) return figures
  const added = loaded.map(({ what, samples: own }) => ({
    what: `${what}: added`,
    unit: 'ns',
    samples: own.map((sample, round) => sample - (baseline.samples[round] ?? Number.NaN)),
  }))
  return [...figures, ...added]
}

/** `npm run bench -- capture`. */
export const capture: Benchmark = {
  name: 'capture',
  summary:
    'what a system call costs without eyas, without rules, with rules and their filter, with every open and connect told',
  async run(say) {
    if (process.getuid?.() !== 0) {
      say('capture: skipped, it needs root')
      return []
    }
    mkdirSync(`${buildFolder}/bench`, { recursive: true })
    execFileSync('gcc', ['-O2', '-o', program, `${rootFolder}test/bench/load.c`])
    const settings = await settingsOf()
    const figures: Figure[] = []
    for (const load of loads) figures.push(...(await measure(load, settings)))
    return figures
  },
}
