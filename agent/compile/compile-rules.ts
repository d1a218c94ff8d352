/** Compiles rule files in a process of its own, or takes what was compiled before from the cache. */
import { type ChildProcess, fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { deserialize, serialize } from 'node:v8'
import type { Diagnostic } from '#rules-compiler'
import type { Answer, NumberedJob } from './child.ts'
import type { CompileJob } from './compile-files.ts'
import { compilerHash } from './compiler-hash.ts'

/** Rules that are being compiled. */
export interface Compiling {
  /** Every fault and warning of the files, as soon as they are read. */
  readonly diagnostics: Promise<readonly Diagnostic[]>
  /** The encoded bundle, or null if there are faults; rejects with what is no fault of the files. */
  readonly bundle: Promise<Uint8Array<ArrayBuffer> | null>
}

interface Waiting {
  readonly diagnostics: PromiseWithResolvers<readonly Diagnostic[]>
  readonly bundle: PromiseWithResolvers<Uint8Array<ArrayBuffer> | null>
}

const reject = ({ diagnostics, bundle }: Waiting, error: Error): void => {
  diagnostics.reject(error)
  bundle.reject(error)
}

/** What is kept of a job that went well. */
interface Known {
  readonly diagnostics: readonly Diagnostic[]
  readonly bundle: Uint8Array<ArrayBuffer>
}

/** A compiling process with the jobs that it has not answered. */
interface Compiler {
  readonly child: ChildProcess
  readonly waiting: Map<number, Waiting>
}

let compiler: Compiler | undefined
let nextId = 1
let rest: NodeJS.Timeout | undefined

function settle({ child, waiting }: Compiler, answer: Answer): void {
  const job = waiting.get(answer.id)
  if (answer.kind === 'loaded') {
    job?.diagnostics.resolve(answer.diagnostics)
    return
  }
  waiting.delete(answer.id)
  if (answer.kind === 'bundle') job?.bundle.resolve(answer.bundle)
  else if (job !== undefined) reject(job, new Error(answer.reason))
  if (waiting.size > 0) return
  child.unref()
  child.channel?.unref()
}

function start(cacheDirectory: string): Compiler {
  const child = fork(fileURLToPath(new URL('child.ts', import.meta.url)), [], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // Types are stripped and code is parsed once, not at each start.
    env: { ...process.env, NODE_COMPILE_CACHE: `${cacheDirectory}/../compile-cache` },
  })
  const started: Compiler = { child, waiting: new Map() }
  // The child is our own source and sends nothing else.
  child.on('message', (message) => settle(started, message as Answer))
  child.on('exit', (code, signal) => {
    if (compiler === started) compiler = undefined
    for (const job of started.waiting.values())
      reject(job, new Error(`the compiling process ended early (${signal ?? code})`))
  })
  return started
}

function compileNow(job: CompileJob): Compiling {
  clearTimeout(rest)
  compiler ??= start(job.cacheDirectory)
  const { child, waiting } = compiler
  child.ref()
  child.channel?.ref()
  const id = nextId++
  const own: Waiting = { diagnostics: Promise.withResolvers(), bundle: Promise.withResolvers() }
  // Whoever awaits one of them may never come to the other.
  own.diagnostics.promise.catch(() => {})
  own.bundle.promise.catch(() => {})
  waiting.set(id, own)
  const message: NumberedJob = { ...job, id }
  child.send(message, (error) => {
    if (error !== null && waiting.delete(id)) reject(own, error)
  })
  return { diagnostics: own.diagnostics.promise, bundle: own.bundle.promise }
}

/** Ends the compiling process if it has no job for so long: whoever changes rules once often does so again. */
export function restCompiler(forMs: number): void {
  clearTimeout(rest)
  rest = setTimeout(() => {
    if (compiler?.waiting.size === 0) stopCompiler()
  }, forMs)
  rest.unref()
}

/** Ends the compiling process, which holds some hundred megabytes; the next job starts another. */
export function stopCompiler(): void {
  clearTimeout(rest)
  compiler?.child.kill()
  compiler = undefined
}

/** Compiles rule files. The process stays for the next job until `stopCompiler`, and never keeps this one alive. */
export function compileRules(job: CompileJob): Compiling {
  const path = `${job.cacheDirectory}/${nameOf(job)}`
  const known = readKnown(path)
  if (known !== undefined)
    return { diagnostics: Promise.resolve(known.diagnostics), bundle: Promise.resolve(known.bundle) }
  const compiling = compileNow(job)
  const bundle = keepingAt(path, compiling)
  bundle.catch(() => {})
  return { ...compiling, bundle }
}

async function keepingAt(path: string, { diagnostics, bundle }: Compiling): Promise<Known['bundle'] | null> {
  const made = await bundle
  if (made !== null) writeKnown(path, { diagnostics: await diagnostics, bundle: made })
  return made
}

const nameOf = ({ files, options, captures = false }: CompileJob): string =>
  createHash('sha256')
    .update(serialize([compilerHash(), files, options, captures]))
    .digest('hex')

function readKnown(path: string): Known | undefined {
  try {
    // Written by `writeKnown`, moved into place as a whole, under a name that only what it was made from has.
    return deserialize(readFileSync(path)) as Known
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function writeKnown(path: string, known: Known): void {
  mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, serialize(known))
  renameSync(draft, path)
}
