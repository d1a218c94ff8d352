/** The main thread's side of the hot thread: starts it, passes its alerts on, and stops it. */
import { Worker } from 'node:worker_threads'
import type { LossLedger } from '#schema/alert'
import type { ContainerMetadata } from '#schema/container'
import type { FoundContainer } from '#wasm-runtime'
import type { AlertDraft, FromHot, HotSettings, NamedId, RulesToJudge, ToHot } from './messages.ts'

/** Takes what a runtime says of a container; null if none knows it. */
export type ContainerAnswer = (found: FoundContainer, metadata: ContainerMetadata | null) => void

/** What the thread said once it was ready. */
export type Ready = Extract<FromHot, { kind: 'ready' }>

export interface Hot {
  readonly ready: Ready
  /** Resolves when the source has no more events; rejects if the thread failed. */
  readonly ended: Promise<void>
  /** The newest loss ledger. */
  ledger(): LossLedger
  /** Puts rules in force between two batches; rejects with the reason if the thread refuses them. */
  swap(rules: RulesToJudge): Promise<void>
  /** Processes that belong to eyas, such as an edge that was started again. */
  setOwn(pids: readonly number[]): void
  setAccounts(users: readonly NamedId[], groups: readonly NamedId[]): void
  /** Judges what is left in the ring, takes the hooks off and ends the thread. */
  stop(): Promise<void>
}

/**
 * Starts the thread and resolves once events flow. `take` is called with alerts in order, again before it has resolved,
 * and resolves when they are safe; the thread holds back what goes past its bound. `inspect` is called with containers
 * that processes are in, and is to call `answer` once for each.
 */
export async function startHot(
  settings: HotSettings,
  take: (alerts: readonly AlertDraft[], ledger: LossLedger) => Promise<void>,
  inspect: (found: readonly FoundContainer[], answer: ContainerAnswer) => void,
): Promise<Hot> {
  const worker = new Worker(new URL('thread.ts', import.meta.url), { workerData: settings, name: 'eyas-hot' })
  const send = (message: ToHot): void => worker.postMessage(message)
  const ready = Promise.withResolvers<Ready>()
  const ended = Promise.withResolvers<void>()
  const stopped = Promise.withResolvers<void>()
  ended.promise.catch(() => {})
  let swapping: PromiseWithResolvers<void> | undefined
  let ledger: LossLedger = {}
  const taking = new Set<Promise<void>>()

  const fail = (error: unknown): void => {
    ready.reject(error)
    ended.reject(error)
    swapping?.reject(error)
    stopped.resolve()
  }
  /** Not one after the other: whoever takes them may gather many into one write. */
  const takeNow = (alerts: readonly AlertDraft[], newest: LossLedger): void => {
    const done = take(alerts, newest).then(() => send({ kind: 'taken', count: alerts.length }), fail)
    taking.add(done)
    done.finally(() => taking.delete(done))
  }
  const receive = (message: FromHot): void => {
    if ('ledger' in message) ledger = message.ledger
    switch (message.kind) {
      case 'ready':
        ready.resolve(message)
        return
      case 'containers':
        inspect(message.found, (found, metadata) => send({ kind: 'container', found, metadata }))
        return
      case 'alerts':
        takeNow(message.alerts, message.ledger)
        return
      case 'swapped':
        swapping?.resolve()
        return
      case 'refused':
        swapping?.reject(new Error(message.reason))
        return
      case 'end':
        ended.resolve()
        return
      case 'stopped':
        stopped.resolve()
        return
    }
  }
  worker.on('message', receive)
  worker.on('error', fail)
  worker.on('exit', () => stopped.resolve())

  return {
    ready: await ready.promise,
    ended: ended.promise,
    ledger: () => ledger,
    swap(rules) {
      swapping = Promise.withResolvers<void>()
      send({ kind: 'swap', rules })
      return swapping.promise
    },
    setOwn: (pids) => send({ kind: 'own', pids }),
    setAccounts: (users, groups) => send({ kind: 'accounts', users, groups }),
    async stop() {
      send({ kind: 'stop' })
      await stopped.promise
      await Promise.all(taking)
      await worker.terminate()
    },
  }
}
