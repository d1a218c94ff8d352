/** Starts the real program as a user does and reads what it prints. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import type { FalcoAlert } from '#schema/alert'
import { rootFolder } from '../agent/paths.ts'

const program = `${rootFolder}agent/cli/eyas.mjs`

/** A port on 127.0.0.1 that nobody has now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}

/** A started program, its lines so far, and ways to wait for the next ones. */
export interface RunningEyas {
  readonly child: ChildProcess
  /** Lines of standard error. */
  readonly words: readonly string[]
  /** Alerts printed as JSON. */
  readonly alerts: readonly FalcoAlert[]
  /** Resolves with the first alert, past or future, for which `holds`; rejects after `withinMs` or if the program ends. */
  alert(holds: (alert: FalcoAlert) => boolean, withinMs: number): Promise<FalcoAlert>
  /** The same for lines of standard error. */
  line(holds: (line: string) => boolean, withinMs: number): Promise<string>
  /** Sends a signal and resolves with the exit status. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** A list that is waited on. */
class Feed<T> {
  readonly items: T[] = []
  readonly #waiting = new Set<(item: T) => void>()

  push(item: T): void {
    this.items.push(item)
    for (const look of this.#waiting) look(item)
  }

  first(holds: (item: T) => boolean, withinMs: number, context: () => string): Promise<T> {
    const past = this.items.find(holds)
    if (past !== undefined) return Promise.resolve(past)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look)
        reject(new Error(`nothing within ${withinMs} ms; so far:\n${context()}`))
      }, withinMs)
      const look = (item: T): void => {
        if (!holds(item)) return
        clearTimeout(timer)
        this.#waiting.delete(look)
        resolve(item)
      }
      this.#waiting.add(look)
    })
  }
}

/** Starts any command of eyas, with nothing of it read. */
export const spawnEyas = (words: readonly string[]): ChildProcess =>
  spawn(process.execPath, [program, ...words], { stdio: 'ignore' })

/** Runs `eyas start --json` with these words, behind those of a program that executes what follows. */
export function startEyas(words: readonly string[], launcher: readonly string[] = []): RunningEyas {
  const [file = '', ...rest] = [...launcher, process.execPath, program, 'start', '--json', ...words]
  const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
  const lines = new Feed<string>()
  const alerts = new Feed<FalcoAlert>()
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line))
  createInterface({ input: child.stdout }).on('line', (line) => alerts.push(JSON.parse(line)))
  const exited = once(child, 'exit')
  const context = (): string => [...lines.items, ...alerts.items.map((alert) => alert.output)].join('\n')
  return {
    child,
    words: lines.items,
    alerts: alerts.items,
    alert: (holds, withinMs) => alerts.first(holds, withinMs, context),
    line: (holds, withinMs) => lines.first(holds, withinMs, context),
    async stop(signal = 'SIGINT') {
      child.kill(signal)
      const [code] = await exited
      return code
    },
  }
}

/** Runs another command of eyas to its end. */
export async function runEyas(
  words: readonly string[],
): Promise<{ status: number | null; output: string; words: string }> {
  const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let errors = ''
  child.stdout.on('data', (data) => (output += data))
  child.stderr.on('data', (data) => (errors += data))
  const [status] = await once(child, 'close')
  return { status, output, words: errors }
}
