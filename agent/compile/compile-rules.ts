/** Compiles rule files in a process of its own, or takes what was compiled before from the cache. */
import { type ChildProcess, fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { deserialize, serialize } from 'node:v8'
import type { Answer, NumberedJob } from './child.ts'
import type { Compiled, CompileJob } from './compile-files.ts'
import { compilerHash } from './compiler-hash.ts'

interface Waiting {
  readonly resolve: (compiled: Compiled) => void
  readonly reject: (error: Error) => void
}

/** A compiling process with the jobs that it has not answered. */
interface Compiler {
  readonly child: ChildProcess
  readonly waiting: Map<number, Waiting>
}

let compiler: Compiler | undefined
let nextId = 1

function settle({ child, waiting }: Compiler, answer: Answer): void {
  const job = waiting.get(answer.id)
  waiting.delete(answer.id)
  if ('compiled' in answer) job?.resolve(answer.compiled)
  else job?.reject(new Error(answer.error))
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
    for (const { reject } of started.waiting.values())
      reject(new Error(`the compiling process ended early (${signal ?? code})`))
  })
  return started
}

function compileNow(job: CompileJob): Promise<Compiled> {
  return new Promise((resolve, reject) => {
    compiler ??= start(job.cacheDirectory)
    const { child, waiting } = compiler
    child.ref()
    child.channel?.ref()
    const id = nextId++
    waiting.set(id, { resolve, reject })
    const message: NumberedJob = { ...job, id }
    child.send(message, (error) => {
      if (error !== null && waiting.delete(id)) reject(error)
    })
  })
}

/** Ends the compiling process, which holds some hundred megabytes; the next job starts another. */
export function stopCompiler(): void {
  compiler?.child.kill()
  compiler = undefined
}

/** Compiles rule files. The process stays for the next job until `stopCompiler`, and never keeps this one alive. */
export async function compileRules(job: CompileJob): Promise<Compiled> {
  const path = `${job.cacheDirectory}/${nameOf(job)}`
  const known = readCached(path)
  if (known !== undefined) return known
  const compiled = await compileNow(job)
  if (compiled.bundle !== null) writeCached(path, compiled)
  return compiled
}

const nameOf = ({ files, options }: CompileJob): string =>
  createHash('sha256')
    .update(serialize([compilerHash(), files, options]))
    .digest('hex')

function readCached(path: string): Compiled | undefined {
  try {
    // Written by `writeCached`, moved into place as a whole, under a name that only what it was made from has.
    return deserialize(readFileSync(path)) as Compiled
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function writeCached(path: string, compiled: Compiled): void {
  mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, serialize(compiled))
  renameSync(draft, path)
}
