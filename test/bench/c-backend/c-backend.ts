/**
 * The same modules by gcc -O2: printed as C, run over the same memory and the same batches, their verdicts compared. Only
 * where there is a gcc, on x86-64, for whose vector instructions the C is.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileStateModule } from '#rules-compiler'
import type { Bundle } from '#schema/manifest'
import { control, matchBytes, memoryMap, memoryPages } from '#schema/memory'
import { createRuntime, enableAll, type Runtime } from '#wasm-runtime'
import { moduleAsC } from './wasm-to-c.ts'

const pageBytes = 65536
const here = import.meta.dirname

/** What the C is given. A batch to check is judged once and its verdicts compared; those to measure come behind. */
export interface Workload {
  readonly setUp: readonly Uint8Array[]
  readonly check: readonly Uint8Array[]
  readonly measure: readonly Uint8Array[]
  readonly eventsPerBatch: number
}

/** Nanoseconds an event of the last of some rounds, in the middle batch. */
export interface Timing {
  readonly state: number
  readonly all: number
}

export interface CBackend {
  /** Runs a process of its own for so many rounds, of which only the last counts. */
  time(rounds: number): Timing
  close(): void
}

/** Why there can be no C backend here; null if there can. */
export function missing(): string | null {
  if (process.arch !== 'x64') return `the C is for x86-64, not ${process.arch}`
  const { error } = spawnSync('gcc', ['--version'], { stdio: 'ignore' })
  return error === undefined ? null : 'there is no gcc'
}

function image({ buffer }: WebAssembly.Memory): Uint8Array {
  const parts: Uint8Array[] = []
  const empty = new Uint8Array(pageBytes)
  for (let page = 0; page < memoryPages; page++) {
    const bytes = new Uint8Array(buffer, page * pageBytes, pageBytes)
    if (Buffer.compare(bytes, empty) !== 0) parts.push(new Uint8Array(Uint32Array.of(page).buffer), bytes)
  }
  return Buffer.concat(parts)
}

function batchFile({ setUp, check, measure, eventsPerBatch }: Workload): Uint8Array {
  const purposes = [setUp, check, measure].entries()
  const parts = [...purposes].flatMap(([purpose, batches]) =>
    batches.flatMap((bytes) => [new Uint8Array(Uint32Array.of(purpose, eventsPerBatch, bytes.length).buffer), bytes]),
  )
  return Buffer.concat(parts)
}

const constants = (): string =>
  Object.entries({
    IMPORTED_tables: memoryMap.tablesA.offset,
    MEMORY_BYTES: memoryPages * pageBytes,
    BATCH: memoryMap.batch.offset,
    MATCHES: memoryMap.matches.offset,
    MATCH_BYTES: matchBytes,
    CONTROL_RECORD: control.record,
    CONTROL_ANSWER_BYTES: control.answerBytes,
  })
    .map(([name, value]) => `#define ${name} ${value}u`)
    .join('\n')

/** The whole program as C. */
export const programAsC = (state: Uint8Array, rules: Uint8Array): string =>
  [
    `#include "${join(here, 'prelude.h')}"`,
    constants(),
    moduleAsC(state, 'state_'),
    moduleAsC(rules, 'rules_'),
    `#include "${join(here, 'harness.c')}"`,
    '',
  ].join('\n')

/** Rules that match, a line a batch, as the C tells them. */
const verdicts = (runtime: Runtime, batches: readonly Uint8Array[]): readonly string[] =>
  batches.map((batch) => {
    runtime.judgeRecords(batch)
    return runtime
      .matches()
      .map(({ ruleIndex }) => `${ruleIndex} `)
      .join('')
  })

/** Compiles the modules with gcc and compares verdicts; throws if they are not the same. */
export async function cBackend(bundle: Bundle, work: Workload): Promise<CBackend> {
  const folder = mkdtempSync(join(tmpdir(), 'eyas-c-'))
  const [source, program, memory, batches] = ['eyas.c', 'eyas', 'image', 'batches'].map((name) => join(folder, name))
  if (source === undefined || program === undefined || memory === undefined || batches === undefined)
    throw new Error('four files were named')
  const state = await compileStateModule()
  const runtime = createRuntime({ stateModule: await WebAssembly.compile(state) })
  await runtime.load(bundle)
  enableAll(runtime)
  writeFileSync(memory, image(runtime.memory))
  writeFileSync(batches, batchFile(work))
  writeFileSync(source, programAsC(state, bundle.module))
  execFileSync('gcc', ['-O2', '-march=native', '-w', '-o', program, source])
  const run = (rounds: number): readonly string[] =>
    execFileSync(program, [memory, batches, String(rounds)], { encoding: 'utf8', maxBuffer: 1 << 28 })
      .trimEnd()
      .split('\n')
  for (const batch of work.setUp) runtime.judgeRecords(batch)
  const expected = verdicts(runtime, work.check)
  const told = run(0)
  const different = expected.findIndex((line, i) => line.trimEnd() !== (told[i] ?? '').trimEnd())
  if (different !== -1)
    throw new Error(`gcc's verdicts on batch ${different} are ${told[different]}, not ${expected[different]}`)
  return {
    time: (rounds) => {
      const [, timedState, timedAll] = (run(rounds).at(-1) ?? '').split(' ').map(Number)
      return { state: timedState ?? Number.NaN, all: timedAll ?? Number.NaN }
    },
    close: () => rmSync(folder, { recursive: true }),
  }
}
