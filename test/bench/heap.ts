/** What memory takes while events are judged without end: processes come and go, and paths are never the same. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { compileBundle, compileStateModule, loadRules, stopAssembler } from '#rules-compiler'
import { createRuntime, enableAll, type Runtime, writeRecords } from '#wasm-runtime'
import { Random } from '../differential/random.ts'
import type { Benchmark, Figure } from './benchmark.ts'
import { snapshot } from './event-mix.ts'
import { RenewedStream } from './renewed-stream.ts'
import { benchmarkRules } from './rule-files.ts'

const warmUpEvents = 2_000_000
const allEvents = 100_000_000
const quickEvents = 10_000_000
const MiB = 1 << 20

interface Memory {
  readonly processRecords: number
  readonly javaScript: number
  readonly resident: number
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function memoryOf(runtime: Runtime): Memory {
  collect()
  const { heapUsed, external, rss } = process.memoryUsage()
  return {
    processRecords: runtime.counters().heapBytes / MiB,
    javaScript: (heapUsed + external) / MiB,
    resident: rss / MiB,
  }
}

const figure = (what: string, unit: string, sample: number): Figure => ({ what, unit, samples: [sample] })

const figures = (when: string, { processRecords, javaScript, resident }: Memory): readonly Figure[] => [
  figure(`process records in linear memory ${when}`, 'MiB', processRecords),
  figure(`JavaScript heap, linear memory included, ${when}`, 'MiB', javaScript),
  figure(`resident memory ${when}`, 'MiB', resident),
]

/** Memory before and after a hundred million events; ten million if it is to be quick. */
export const heap: Benchmark = {
  name: 'heap',
  summary: 'memory while events are judged without end',
  run: async (say, isQuick) => {
    const { name, files } = await benchmarkRules()
    say(`rules: ${name}`)
    const bundle = await compileBundle(loadRules(files))
    const runtime = createRuntime({ stateModule: await WebAssembly.compile(await compileStateModule()) })
    stopAssembler()
    await runtime.load(bundle)
    enableAll(runtime)
    runtime.judgeRecords(writeRecords(snapshot(new Random(1))))
    const stream = new RenewedStream(new Random(2))
    let judged = 0
    const judgeUpTo = (events: number): void => {
      for (; judged < events; judged += stream.batchEvents) runtime.judgeRecords(stream.next())
    }
    judgeUpTo(warmUpEvents)
    const before = memoryOf(runtime)
    judgeUpTo(isQuick ? quickEvents : allEvents)
    const { failedAllocations, evictedProcesses, processes, malformed } = runtime.counters()
    say(`${judged} events: ${processes} processes at the end, ${failedAllocations} failed allocations,`)
    say(`${evictedProcesses} processes forgotten early, ${malformed} records malformed`)
    return [...figures(`after ${warmUpEvents} events`, before), ...figures(`after ${judged} events`, memoryOf(runtime))]
  },
}
