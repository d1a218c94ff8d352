/**
 * The edge on one's own machine: plain `workerd` with the bundle that `wrangler deploy` would ship.
 *
 *     <data>/edge/tokens.json   the five tokens, 0600, made once
 *     <data>/edge/edge.capnp    the runtime's configuration, written at each start
 *     <data>/edge/edge.json     where the running edge listens
 *     <data>/edge/objects/      the durable state
 */
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { ensureBundle } from './bundle.ts'
import { configText } from './config.ts'
import { EdgeError } from './edge-error.ts'
import { startRuntime, stopRuntime } from './process.ts'
import { edgeDirectoryOf, isAlive, isHealthy, readRunning, removeRunning, writeRunning } from './running.ts'
import { ensureTokens, type Tokens } from './tokens.ts'

export { type Bundle, defaultBundleDirectory, ensureBundle } from './bundle.ts'
export { EdgeError, type EdgeErrorCode } from './edge-error.ts'
export { findEdge } from './running.ts'

/** An edge that runs. */
export interface Edge extends Tokens {
  readonly url: string
  readonly pid: number
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Promise<void>
  /** Ends it, by force if it does not within three seconds. */
  stop(): Promise<void>
}

/** How long a stopping edge may take to finish requests, in milliseconds. */
const stopWithinMs = 3000

/** Starts an edge on a data directory. Port 0 takes any free one. Throws `EdgeError`. */
export const startEdge = async (given: {
  readonly dataDirectory: string
  readonly port: number
  readonly bundleDirectory?: string
  /** Hosts, or hosts with ports, of receivers that may be reached by http or at private addresses. */
  readonly allowedTargets?: readonly string[]
  /** Tokens of other tenants, as `access/identity.ts` describes them. */
  readonly tenantTokens?: string
  readonly log: (line: string) => void
}): Promise<Edge> => {
  const edgeDirectory = resolve(edgeDirectoryOf(given.dataDirectory))
  prepareDirectory(edgeDirectory)
  await clearForStart(edgeDirectory)
  await requireFreePort(given.port)
  const bundle = await ensureBundle(given)
  const tokens = ensureTokens(edgeDirectory)
  const configPath = join(edgeDirectory, 'edge.capnp')
  const storageDirectory = join(edgeDirectory, 'objects')
  const { port: wanted, allowedTargets = [], tenantTokens = '' } = given
  const reachesPrivate = allowedTargets.length > 0
  writeFileSync(
    configPath,
    configText({ bundle, directory: edgeDirectory, storageDirectory, port: wanted, reachesPrivate }),
  )
  const { child, port } = await startRuntime(configPath, tokens, { allowedTargets, tenantTokens }, given.log)
  const url = `http://127.0.0.1:${port}`
  // Whatever ends this process, short of SIGKILL, must not leave the edge behind.
  const endToo = (): void => void child.kill('SIGKILL')
  process.once('exit', endToo)
  const ended = new Promise<void>((done) => {
    child.once('exit', () => {
      process.off('exit', endToo)
      removeRunning(edgeDirectory)
      done()
    })
  })
  const pid = child.pid ?? 0
  writeRunning(edgeDirectory, { url, pid, owner: process.pid })
  if (!(await isHealthy(url))) {
    await stopRuntime(child, stopWithinMs)
    throw new EdgeError('EDGE_NOT_STARTED', `the edge at ${url} does not answer; its log lines are above`)
  }
  return { url, pid, ...tokens, ended, stop: () => stopRuntime(child, stopWithinMs) }
}

const prepareDirectory = (edgeDirectory: string): void => {
  try {
    mkdirSync(join(edgeDirectory, 'objects'), { recursive: true, mode: 0o700 })
    accessSync(edgeDirectory, constants.W_OK)
  } catch (cause) {
    throw new EdgeError('EDGE_DATA_NOT_WRITABLE', `cannot write to ${edgeDirectory}; choose another with --data`, cause)
  }
}

/** One edge per data directory. An edge whose owner is gone was left behind by a crash, and ends now. */
const clearForStart = async (edgeDirectory: string): Promise<void> => {
  const running = readRunning(edgeDirectory)
  if (running === undefined) return
  if (running.owner !== process.pid && isAlive(running.owner))
    throw new EdgeError(
      'EDGE_ALREADY_RUNNING',
      `an edge already runs on this data directory at ${running.url} (pid ${running.pid}); stop it or choose another with --data`,
    )
  process.kill(running.pid, 'SIGKILL')
  for (let waited = 0; isAlive(running.pid) && waited < 100; waited++) await new Promise((wake) => setTimeout(wake, 20))
}

const requireFreePort = (port: number): Promise<void> =>
  new Promise((free, taken) => {
    const probe = createServer()
    probe.once('error', (cause: NodeJS.ErrnoException) =>
      taken(
        cause.code === 'EADDRINUSE'
          ? new EdgeError('EDGE_PORT_IN_USE', `port ${port} is in use; choose another with --port`, cause)
          : new EdgeError('EDGE_NOT_STARTED', `cannot listen on 127.0.0.1:${port}: ${cause.message}`, cause),
      ),
    )
    probe.listen(port, '127.0.0.1', () => probe.close(() => free()))
  })
