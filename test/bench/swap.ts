/** What a change of rules costs the events: how long judging stands still, what the first batch takes, what is lost. */
import { compileStateModule, stopAssembler } from '#rules-compiler'
import { decodeBundle, encodeBundle } from '#schema/bundle'
import type { Bundle } from '#schema/manifest'
import { createRuntime, type Runtime, writeRecords } from '#wasm-runtime'
import { compileFiles } from '../../agent/compile/compile-files.ts'
import { tryCandidate } from '../../agent/hot/candidate.ts'
import { buildFolder } from '../../agent/paths.ts'
import { Random } from '../differential/random.ts'
import { swapsUnderLoad } from '../swap/swaps-under-load.ts'
import type { Benchmark, Figure } from './benchmark.ts'
import { mixedEvents, snapshot } from './event-mix.ts'
import { benchmarkRules } from './rule-files.ts'

const rounds = 9
/** Events of one batch: what gathers in a millisecond at two hundred thousand a second. */
const batchEvents = 200
const swapsUnderWay = 1000
const cacheDirectory = `${buildFolder}/rules`

/** The same module under other bytes, so that the engine has no code of it yet. */
function neverSeen(bundle: Bundle, number: number): Bundle {
  const custom = [0, 6, 4, 0x65, 0x79, 0x61, 0x73, number]
  const module = new Uint8Array([...bundle.module, ...custom])
  return { ...bundle, module, manifest: { ...bundle.manifest, moduleBytes: module.length } }
}

const timed = (work: () => void): number => {
  const start = performance.now()
  work()
  return performance.now() - start
}

function warmRuntime(stateModule: WebAssembly.Module): Runtime {
  const runtime = createRuntime({ stateModule })
  runtime.judgeRecords(writeRecords(snapshot(new Random(1))))
  return runtime
}

/** One change on a runtime that has judged the stream for a while: the pause, and the batch behind it. */
function change(runtime: Runtime, next: Bundle, compiled: WebAssembly.Module, batches: readonly Uint8Array[]) {
  for (let i = 0; i < 400; i++) runtime.judgeRecords(batches[i % batches.length] ?? new Uint8Array())
  const pause = timed(() => runtime.swap(next, compiled))
  const batch = batches[0] ?? new Uint8Array()
  return { pause, first: timed(() => runtime.judgeRecords(batch)) }
}

async function pauses(files: Awaited<ReturnType<typeof benchmarkRules>>['files']): Promise<readonly Figure[]> {
  const stateBytes = await compileStateModule({ cacheDirectory })
  const file = await compileFiles({ files, options: {}, cacheDirectory }, () => {})
  stopAssembler()
  const bundle = await decodeBundle(file ?? new Uint8Array())
  const events = mixedEvents(new Random(2), batchEvents * 20, 10_000)
  const batches = Array.from({ length: 20 }, (_, i) =>
    writeRecords(events.slice(i * batchEvents, (i + 1) * batchEvents)),
  )
  const runtime = warmRuntime(await WebAssembly.compile(stateBytes))
  await runtime.load(bundle)
  const [tried, cold, trying]: [ReturnType<typeof change>[], ReturnType<typeof change>[], number[]] = [[], [], []]
  for (let round = 0; round < rounds; round++) {
    const candidate = await tryCandidate({
      bundle: encodeBundle(neverSeen(bundle, round * 2)),
      stateModule: stateBytes,
    })
    trying.push(candidate.milliseconds)
    tried.push(change(runtime, candidate.bundle, candidate.compiled, batches))
    const raw = neverSeen(bundle, round * 2 + 1)
    cold.push(change(runtime, raw, await WebAssembly.compile(raw.module), batches))
  }
  const figure = (what: string, samples: readonly number[]): Figure => ({ what, unit: 'ms', samples })
  return [
    figure(
      'pause',
      tried.map(({ pause }) => pause),
    ),
    figure(
      `first ${batchEvents} events after it`,
      tried.map(({ first }) => first),
    ),
    figure(
      `first ${batchEvents} events, had the rules not been tried before`,
      cold.map(({ first }) => first),
    ),
    figure('trying the rules in a thread of their own', trying),
  ]
}

async function underLoad(say: (line: string) => void): Promise<readonly Figure[]> {
  if (process.getuid?.() !== 0) {
    say('swap: the part on the live kernel is skipped, it needs root')
    return []
  }
  const { swaps, events, lost, doubled, pausesMs } = await swapsUnderLoad(swapsUnderWay)
  stopAssembler()
  say(`${swaps} swaps on the live kernel while a program opened ${events} numbered files`)
  return [
    { what: 'live: pause, small rules', unit: 'ms', samples: pausesMs },
    { what: 'live: events lost', unit: 'events', samples: [lost] },
    { what: 'live: events judged twice', unit: 'events', samples: [doubled] },
  ]
}

/** `npm run bench -- swap`. */
export const swap: Benchmark = {
  name: 'swap',
  summary: 'what a change of rules costs the events that come meanwhile',
  async run(say) {
    const { name, files } = await benchmarkRules()
    say(`rules: ${name}`)
    return [...(await pauses(files)), ...(await underLoad(say))]
  },
}
