/** Assembles modules in a child process, which stays warm for a while and never keeps its parent alive. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { assemblerKey, type Effort } from './assembler-settings.ts'
import { cached, hashOf } from './cache.ts'
import type { Job, Outcome } from './child.ts'
import { stateSources } from './sources.ts'

const shortStayMs = 5000
let stayMs = shortStayMs

interface Waiting {
  readonly resolve: (module: Uint8Array<ArrayBuffer>) => void
  readonly reject: (error: Error) => void
}

/** A child process with the jobs that it has not answered. */
interface Worker {
  readonly child: ChildProcess
  readonly waiting: Map<number, Waiting>
}

let worker: Worker | null = null
let nextId = 1
let idle: NodeJS.Timeout | undefined

function settle({ child, waiting }: Worker, { id, module, errors }: Outcome): void {
  const job = waiting.get(id)
  waiting.delete(id)
  if (module === null) job?.reject(new Error(`the generated module did not assemble:\n${errors}`))
  else job?.resolve(new Uint8Array(module))
  if (waiting.size > 0) return
  child.unref()
  child.channel?.unref()
  clearTimeout(idle)
  idle = setTimeout(stopAssembler, stayMs)
  idle.unref()
}

function start(): Worker {
  const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), [], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const started: Worker = { child, waiting: new Map() }
  // The child is our own source and sends nothing else.
  child.on('message', (message) => settle(started, message as Outcome))
  child.on('exit', (code, signal) => {
    if (worker === started) worker = null
    for (const { reject } of started.waiting.values())
      reject(new Error(`the assembler ended early (${signal ?? code})`))
  })
  return started
}

/**
 * Starts the child process and has it assemble something, which makes the first module that is waited for twice as fast. It
 * stays for so long without work.
 */
export function warmAssembler(stay: number): void {
  stayMs = stay
  if (worker !== null) return
  worker = start()
  // Whatever keeps it from assembling this is told of with the module that is asked for next.
  assemble({ entry: 'index', files: stateSources(), effort: 'quick' }).catch(() => {})
  worker.child.unref()
  worker.child.channel?.unref()
}

/** What a module is made from: sources by name, and how much work goes into it. */
export interface Assembly {
  readonly entry: string
  readonly files: Readonly<Record<string, string>>
  readonly effort: Effort
}

/** Assembles one module, or takes it from the directory where modules are kept. */
export function assembled(assembly: Assembly, directory: string | undefined): Promise<Uint8Array<ArrayBuffer>> {
  const hash = hashOf(assembly, assemblerKey(assembly.effort))
  return cached(directory, hash, () => assemble(assembly))
}

/** Assembles one module. */
export function assemble(assembly: Assembly): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    clearTimeout(idle)
    worker ??= start()
    const { child, waiting } = worker
    child.ref()
    child.channel?.ref()
    const id = nextId++
    waiting.set(id, { resolve, reject })
    const job: Job = { ...assembly, id }
    child.send(job, (error) => {
      if (error !== null && waiting.delete(id)) reject(error)
    })
  })
}

/** Ends the child process now; the next module starts another. */
export function stopAssembler(): void {
  clearTimeout(idle)
  worker?.child.kill()
  worker = null
}
