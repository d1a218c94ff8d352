/** What a replay costs: the command itself over captures, with one rule, with 25 and with all. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { loadRules } from '#rules-compiler'
import { buildFolder, rootFolder } from '../../agent/paths.ts'
import type { Benchmark, Figure } from './benchmark.ts'
import { writeLongCapture } from './long-capture.ts'
import { benchmarkRules } from './rule-files.ts'

const rounds = 5
const seed = 1
const longEvents = 1_600_000
const quickEvents = 300_000
const someRules = [1, 25]

/** The line of `--stats`. */
interface Stats {
  readonly events_per_second: number
  readonly peak_resident_bytes: number
  readonly ns_per_event: Readonly<Record<'read' | 'state' | 'evaluate' | 'output', number>>
}

interface Setting {
  readonly name: string
  readonly words: readonly string[]
}

/** The first rules that are on, and all of them. */
async function settingsOf(): Promise<readonly Setting[]> {
  const { paths, files } = await benchmarkRules()
  const { rules } = loadRules(files)
  const enabled = rules.filter((rule) => rule.enabled)
  const given = paths.flatMap((path) => ['-r', path])
  const some = someRules.map((count) => ({
    name: `${count} ${count === 1 ? 'rule' : 'rules'}`,
    words: [
      ...given,
      '--disable',
      '*',
      ...enabled.slice(0, count).flatMap(({ name }) => ['--enable', name.replace(/[*?[\]]/g, '?')]),
    ],
  }))
  return [...some, { name: `${rules.length} rules`, words: given }]
}

function statsOf({ words }: Setting, captures: readonly string[]): Stats {
  const command = [`${rootFolder}agent/cli/eyas.mjs`, 'replay', ...words, '--json', '--stats', ...captures]
  const out = execFileSync(process.execPath, command, {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as Stats
}

function figuresOf(name: string, samples: readonly Stats[]): readonly Figure[] {
  const figure = (what: string, unit: string, of: (stats: Stats) => number): Figure => ({
    what: `${name}: ${what}`,
    unit,
    samples: samples.map(of),
  })
  const stages = ['read', 'state', 'evaluate', 'output'] as const
  return [
    figure('events a second', 'events', (stats) => stats.events_per_second),
    ...stages.map((stage) => figure(stage, 'ns/event', (stats) => stats.ns_per_event[stage])),
    figure('resident at most', 'MB', (stats) => stats.peak_resident_bytes / 1e6),
  ]
}

/** A capture of our own, of a busy node. */
function longCapture(isQuick: boolean, say: (line: string) => void): string {
  const events = isQuick ? quickEvents : longEvents
  const path = `${buildFolder}/bench/long-${events}.scap`
  mkdirSync(`${buildFolder}/bench`, { recursive: true })
  say(`replay: writing ${path}`)
  writeLongCapture(path, events, seed)
  return path
}

/** `npm run bench -- replay [CAPTURE…]`. */
export const replay: Benchmark = {
  name: 'replay',
  summary: 'eyas replay over the captures given, else over one of 1.6 million events; each round is a fresh command',
  async run(say, isQuick, captures) {
    const missing = captures.filter((path) => !existsSync(path))
    if (missing.length > 0) throw new Error(`there is no capture ${missing.join(', ')}`)
    const given = captures.length > 0 ? captures : [longCapture(isQuick, say)]
    const settings = await settingsOf()
    // What is compiled once is not measured.
    for (const setting of settings) statsOf(setting, given)
    const samples = settings.map((): Stats[] => [])
    for (let round = 0; round < (isQuick ? 2 : rounds); round++)
      for (const [i, setting] of settings.entries()) samples[i]?.push(statsOf(setting, given))
    return settings.flatMap(({ name }, i) => figuresOf(name, samples[i] ?? []))
  },
}
