/** How long changed rules take to run: from YAML to a module that judges, with a compiling process that is warm and a fresh one. */
import { compileStateModule, type RuleFile } from '#rules-compiler'
import { decodeBundle } from '#schema/bundle'
import { createRuntime } from '#wasm-runtime'
import { compileRules, stopCompiler } from '../../agent/compile/compile-rules.ts'
import { tryCandidate } from '../../agent/hot/candidate.ts'
import { buildFolder } from '../../agent/paths.ts'
import type { Benchmark, Figure } from './benchmark.ts'
import { benchmarkRules } from './rule-files.ts'

const freshRounds = 3
const rounds = 7
const cacheDirectory = `${buildFolder}/rules`

/** The rules with one more, which no run before has seen: another path, or also another number, which is code. */
function changed(files: readonly RuleFile[], number: number, change: 'text' | 'code'): readonly RuleFile[] {
  const terms = ['evt.type = openat', `fd.name = /${number}`, ...(change === 'code' ? [`evt.num != ${number}`] : [])]
  const rule = { rule: 'Changed', desc: 'd', condition: terms.join(' and '), output: 'x %fd.name', priority: 'INFO' }
  return [...files, { path: 'changed.yaml', text: JSON.stringify([rule]) }]
}

interface Sample {
  readonly loaded: number
  readonly running: number
  readonly fit: number
}

/** Milliseconds until all faults are known, until a module judges, and until it may be put in force. */
async function once(files: readonly RuleFile[], stateModule: Uint8Array<ArrayBuffer>): Promise<Sample> {
  const start = performance.now()
  const compiling = compileRules({ files, options: {}, cacheDirectory })
  await compiling.diagnostics
  const loaded = performance.now() - start
  const file = (await compiling.bundle) ?? new Uint8Array()
  const runtime = createRuntime({ stateModule: await WebAssembly.compile(stateModule) })
  await runtime.load(await decodeBundle(file))
  const running = performance.now() - start
  await tryCandidate({ bundle: file, stateModule })
  return { loaded, running, fit: performance.now() - start }
}

function figuresOf(what: string, samples: readonly Sample[]): readonly Figure[] {
  const figure = (until: string, key: keyof Sample): Figure => ({
    what: `${what}: until ${until}`,
    unit: 'ms',
    samples: samples.map((sample) => sample[key]),
  })
  return [
    figure('all faults are known', 'loaded'),
    figure('the module runs', 'running'),
    figure('it is tested, warm and may be in force', 'fit'),
  ]
}

/** `npm run bench -- compile`. */
export const compile: Benchmark = {
  name: 'compile',
  summary: 'from changed YAML to a module that judges',
  async run(say) {
    const { name, files } = await benchmarkRules()
    say(`rules: ${name}`)
    const stateModule = await compileStateModule({ cacheDirectory })
    // Numbers of one length, so that the code of the texts stays the same.
    let number = 1_000_000_000 + Math.floor((Date.now() / 1000) % 1_000_000) * 1000
    const next = (change: 'text' | 'code'): Promise<Sample> => once(changed(files, number++, change), stateModule)
    const [fresh, second, warm, texts]: [Sample[], Sample[], Sample[], Sample[]] = [[], [], [], []]
    for (let round = 0; round < freshRounds; round++) {
      stopCompiler()
      fresh.push(await next('code'))
      second.push(await next('code'))
    }
    for (let round = 0; round < rounds; round++) warm.push(await next('code'))
    await next('text')
    for (let round = 0; round < rounds; round++) texts.push(await next('text'))
    stopCompiler()
    return [
      ...figuresOf('fresh process', fresh),
      ...figuresOf('the change after it', second),
      ...figuresOf('warm process', warm),
      ...figuresOf('warm process, only texts changed', texts),
    ]
  },
}
