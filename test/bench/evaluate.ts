/** What judging an event costs: warm, with paths and processes never seen, with a thousand rules, beside plain JavaScript. */
import {
  compileBundle,
  compileStateModule,
  loadRules,
  type RuleFile,
  type RuleSet,
  stopAssembler,
} from '#rules-compiler'
import type { Bundle } from '#schema/manifest'
import { createRuntime, enableAll, type RecordObject, type Runtime, writeRecords } from '#wasm-runtime'
import { Random } from '../differential/random.ts'
import { RecordStream } from '../differential/random-record.ts'
import { type Benchmark, type Figure, median, ratio } from './benchmark.ts'
import { type CBackend, cBackend, missing } from './c-backend/c-backend.ts'
import { mixedEvents, snapshot, unseenPaths, unseenProcesses } from './event-mix.ts'
import { plainJavaScript } from './plain-javascript.ts'
import { benchmarkRules } from './rule-files.ts'

const rounds = 15
const warmUp = 10
const batchEvents = 1000
const batches = 20
const coldRounds = 5
const perRound = batchEvents * batches

/** Batches of a thousand events, or lives of processes, as bytes; what they are made of is drawn before the clock runs. */
type Stream = (round: number) => readonly Uint8Array[]

function warmStream(): Stream {
  const events = mixedEvents(new Random(2), perRound, 10_000)
  const drawn = Array.from({ length: batches }, (_, i) =>
    writeRecords(events.slice(i * batchEvents, (i + 1) * batchEvents)),
  )
  return () => drawn
}

const freshStream =
  (draw: (random: Random, count: number, first: number) => RecordObject[]): Stream =>
  (round) => [writeRecords(draw(new Random(round), batchEvents, 1_000_000 + round * perRound))]

/** A runtime that knows the processes of the streams; all rules are on, those that their files switch off as well. */
async function runtimeOf(bundle: Bundle | null): Promise<Runtime> {
  const runtime = createRuntime({ stateModule: await WebAssembly.compile(await compileStateModule()) })
  if (bundle !== null) {
    await runtime.load(bundle)
    enableAll(runtime)
  }
  runtime.judgeRecords(writeRecords(snapshot(new Random(1))))
  return runtime
}

/** The first batch of a runtime that has just loaded the rules, several times. */
async function cold(bundle: Bundle, batch: Uint8Array): Promise<Figure> {
  const samples: number[] = []
  for (let round = 0; round < coldRounds; round++) samples.push(judged(await runtimeOf(bundle), [batch]))
  return { what: 'cold: the first thousand events after a load', unit: 'ns/event', samples }
}

/**
 * Nanoseconds an event to judge batches that lie in the batch region already, as the ring leaves them there: those of
 * the middle batch, which another process that had the processor meanwhile does not reach.
 */
function judged(runtime: Runtime, batchesOfRound: readonly Uint8Array[]): number {
  const bytes = new Uint8Array(runtime.memory.buffer)
  const perEvent = batchesOfRound.map((batch) => {
    bytes.set(batch, runtime.batchRegion.offset)
    const start = performance.now()
    runtime.judge(batch.length)
    return ((performance.now() - start) * 1e6) / batchEvents
  })
  return median(perEvent)
}

interface Candidate {
  readonly what: string
  readonly once: (round: number) => number
}

/** Samples the candidates in turn, so that all of them meet the same machine. */
function compare(candidates: readonly Candidate[]): readonly Figure[] {
  for (let round = 0; round < warmUp; round++) for (const { once } of candidates) once(round)
  const samples = candidates.map((): number[] => [])
  for (let round = warmUp; round < warmUp + rounds; round++) {
    for (const [i, { once }] of candidates.entries()) samples[i]?.push(once(round))
  }
  return candidates.map(({ what }, i) => ({ what, unit: 'ns/event', samples: samples[i] ?? [] }))
}

/** The same rules again and again under other names, up to a thousand. */
function thousandOf({ rules, ...rest }: RuleSet): RuleSet {
  const copies = Array.from({ length: 1000 }, (_, i) => rules[i % rules.length])
  return {
    ...rest,
    rules: copies.flatMap((rule, i) => (rule === undefined ? [] : [{ ...rule, name: `${rule.name} ${i}` }])),
  }
}

async function bundleOf(rules: RuleSet, say: (line: string) => void): Promise<Bundle> {
  const start = performance.now()
  const bundle = await compileBundle(rules)
  const { moduleBytes, tableBytes } = bundle.manifest
  const ms = Math.round(performance.now() - start)
  say(`${rules.rules.length} rules: ${moduleBytes} bytes of module, ${tableBytes} of tables, compiled in ${ms} ms`)
  return bundle
}

/** Random events, which rules match now and then: gcc's verdicts on them must be those of the engine. */
function checkedBatches(): readonly Uint8Array[] {
  const stream = new RecordStream(new Random(7))
  return Array.from({ length: 40 }, () => writeRecords(Array.from({ length: 50 }, () => stream.next())))
}

/** The same modules by gcc -O2; null, and why, where there is none. */
async function byGcc(bundle: Bundle, warm: Stream, say: (line: string) => void): Promise<CBackend | null> {
  const reason = missing()
  if (reason !== null) {
    say(`nothing to compare with by gcc -O2: ${reason}`)
    return null
  }
  const setUp = [writeRecords(snapshot(new Random(1)))]
  const work = { setUp, check: checkedBatches(), measure: warm(0), eventsPerBatch: batchEvents }
  const backend = await cBackend(bundle, work)
  say("gcc -O2 of both modules gives the engine's verdicts on 2000 random events")
  return backend
}

/** Rounds of a process of its own that make gcc's code as warm as the engine's. */
const gccRounds = 8

function gccCandidates(backend: CBackend | null): readonly Candidate[] {
  if (backend === null) return []
  let alone = Number.NaN
  const all = (round: number): number => {
    // A process of its own has no use for the rounds before.
    if (round < warmUp) return Number.NaN
    const timing = backend.time(gccRounds)
    alone = timing.state
    return timing.all
  }
  return [
    { what: 'warm: gcc -O2, state and rules', once: all },
    { what: 'warm: gcc -O2, state alone', once: () => alone },
  ]
}

async function run(files: readonly RuleFile[], say: (line: string) => void): Promise<readonly Figure[]> {
  const rules = loadRules(files)
  const bundle = await bundleOf(rules, say)
  const thousand = await bundleOf(thousandOf(rules), say)
  const events = mixedEvents(new Random(2), perRound, 10_000)
  const javaScript = await plainJavaScript(rules, snapshot(new Random(1)), events, say)
  const warm = warmStream()
  const gcc = await byGcc(bundle, warm, say)
  stopAssembler()
  const [state, all, many] = await Promise.all([null, bundle, thousand].map(runtimeOf))
  if (state === undefined || all === undefined || many === undefined) throw new Error('three runtimes were asked for')
  const paths = freshStream(unseenPaths)
  const processes = freshStream(unseenProcesses)
  const figures = compare([
    { what: 'warm: state alone', once: (round) => judged(state, warm(round)) },
    { what: `warm: state and ${rules.rules.length} rules`, once: (round) => judged(all, warm(round)) },
    { what: 'warm: state and 1000 rules', once: (round) => judged(many, warm(round)) },
    { what: 'warm: the rules as plain JavaScript, without state', once: javaScript },
    { what: 'an open of a path never seen', once: (round) => judged(all, paths(round)) },
    { what: 'an open by a process never seen, and its end', once: (round) => judged(all, processes(round)) },
    ...gccCandidates(gcc),
  ])
  gcc?.close()
  const first = await cold(bundle, warm(0)[0] ?? new Uint8Array())
  const [alone, ours, more, plain, , , compiled] = figures
  if (alone === undefined || ours === undefined || more === undefined || plain === undefined) return figures
  const evaluation: Figure = {
    what: 'warm: the rules without state',
    unit: 'ns/event',
    samples: ours.samples.map((sample, i) => sample - (alone.samples[i] ?? Number.NaN)),
  }
  return [
    ...figures,
    first,
    evaluation,
    ratio('plain JavaScript to the rules without state', plain, evaluation),
    ratio('1000 rules to these', more, ours),
    ...(compiled === undefined ? [] : [ratio('state and rules to gcc -O2 of the same', ours, compiled)]),
  ]
}

/** Costs of judging streams by Falco's rules. */
export const evaluate: Benchmark = {
  name: 'evaluate',
  summary: 'nanoseconds to judge one event',
  run: async (say) => {
    const { name, files } = await benchmarkRules()
    say(`rules: ${name}`)
    return run(files, say)
  },
}
