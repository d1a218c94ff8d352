/**
 * Keeps the embedded edge running: starts it, starts it again if it ends, and says so in one line. While it is down the
 * outbox holds the alerts, so that nothing else has to know.
 */
import { type Edge, EdgeError, startEdge } from '#edge'
import { describeTrouble } from '../cli/trouble.ts'
import { systemClock } from '../outbox/index.ts'
import { allowedTargets } from './allowed-targets.ts'

const retryMs = 3_000

/** Troubles that waiting does not mend: another installation holds the data directory, or it may not be written. */
const isFinal = (error: unknown): boolean =>
  error instanceof EdgeError && (error.code === 'EDGE_DATA_NOT_WRITABLE' || error.code === 'EDGE_ALREADY_RUNNING')

/** A port that is in use says all of it; others have their cause in the words. */
const wordsOf = (error: unknown): string =>
  error instanceof EdgeError && error.code === 'EDGE_PORT_IN_USE' ? error.message : describeTrouble(error)

export interface EdgeSupervisor {
  /** Undefined once the edge is up; why its first start failed, which is tried again; rejects if trying is of no use. */
  readonly firstTry: Promise<string | undefined>
  stop(): Promise<void>
}

/** Supervises the edge of a data directory. `onUp` runs at each start of it, `say` gets one line for each trouble behind the first. */
export function superviseEdge(
  options: { readonly dataDirectory: string; readonly port: number },
  say: (line: string) => void,
  onUp: (edge: Edge) => Promise<void>,
): EdgeSupervisor {
  const stopping = new AbortController()
  const firstTry = Promise.withResolvers<string | undefined>()
  let current: Edge | undefined
  let trouble = ''
  let isTried = false

  const runOnce = async (): Promise<void> => {
    current = await startEdge({ ...options, log: (line) => say(`edge: ${line}`), allowedTargets: allowedTargets() })
    await onUp(current)
    if (trouble !== '') say(`edge: up at ${current.url}`)
    trouble = ''
    firstTry.resolve(undefined)
    await current.ended
    if (!stopping.signal.aborted) say('edge: it ended and is started again; alerts wait in the outbox')
  }

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await runOnce()
      } catch (error) {
        if (isFinal(error)) return firstTry.reject(error)
        await current?.stop()
        const words = wordsOf(error)
        if (isTried && words !== trouble) say(`edge: ${words}; alerts wait in the outbox, trying again`)
        trouble = words
        firstTry.resolve(words)
      }
      isTried = true
      await systemClock.after(retryMs, stopping.signal)
    }
  }

  const running = run()
  return {
    firstTry: firstTry.promise,
    async stop() {
      stopping.abort()
      await current?.stop()
      await running
    },
  }
}
