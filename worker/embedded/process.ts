/** Starts and stops the runtime's process. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { allowedTargetsBinding, tenantTokensBinding, tokenBindings } from './config.ts'
import { EdgeError } from './edge-error.ts'
import type { Tokens } from './tokens.ts'

/** How long the runtime has to listen, in milliseconds. */
const startWithinMs = 15_000

/** The runtime's binary, out of its npm package. */
const runtimePath = (): string => {
  // The package's main file is CommonJS whose default export is the path.
  const found = createRequire(import.meta.url)('workerd') as { default: string }
  return found.default
}

/** Starts the runtime. Resolves with its port once it listens. */
export const startRuntime = async (
  configPath: string,
  tokens: Tokens,
  given: { readonly allowedTargets: readonly string[]; readonly tenantTokens: string },
  log: (line: string) => void,
): Promise<{ readonly child: ChildProcess; readonly port: number }> => {
  const secrets = [tokens.readToken, tokens.operatorToken, tokens.adminToken, tokens.enrolToken, tokens.ingestToken]
  const env = Object.fromEntries(tokenBindings.map((name, index) => [name, secrets[index]]))
  const child = spawn(runtimePath(), ['serve', '--control-fd=3', configPath], {
    // Only what it needs: the environment may hold other secrets. A group of its own, so that Ctrl-C reaches it through stop().
    env: {
      ...env,
      [allowedTargetsBinding]: given.allowedTargets.join(','),
      [tenantTokensBinding]: given.tenantTokens,
      TZ: 'UTC',
    },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  })
  const last: string[] = []
  const note = (line: string): void => {
    last.push(line)
    if (last.length > 5) last.shift()
    log(line)
  }
  for (const stream of [child.stdout, child.stderr]) if (stream) createInterface(stream).on('line', note)
  const port = await Promise.race([portOf(child), failure(child, last), late()])
  if (port !== undefined) return { child, port }
  child.kill('SIGKILL')
  throw new EdgeError('EDGE_NOT_STARTED', `the edge did not listen within ${startWithinMs / 1000} s: ${last.join(' ')}`)
}

const portOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => {
    // The fourth of `stdio`, a pipe by the options above.
    createInterface(child.stdio[3] as Readable).on('line', (line) => {
      const message = JSON.parse(line) as { event: string; port?: number }
      if (message.event === 'listen' && message.port !== undefined) resolve(message.port)
    })
  })

const failure = async (child: ChildProcess, last: readonly string[]): Promise<never> => {
  const [status] = await once(child, 'exit')
  const text = last.join(' ')
  if (/address already in use/i.test(text))
    throw new EdgeError('EDGE_PORT_IN_USE', 'the port is in use by another program; choose another with --port')
  throw new EdgeError('EDGE_NOT_STARTED', `the edge ended at once with status ${status}: ${text}`)
}

const late = (): Promise<undefined> =>
  new Promise((resolve) => {
    setTimeout(resolve, startWithinMs, undefined).unref()
  })

/** Asks a process to end, and ends it if it has not after `withinMs`. */
export const stopRuntime = async (child: ChildProcess, withinMs: number): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), withinMs)
  await ended
  clearTimeout(timer)
}
