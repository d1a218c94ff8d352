/** One run of the hot thread: its messages in and out, and the answers that are waited for. */
import { Worker } from 'node:worker_threads'
import type { LossLedger } from '#schema/alert'
import type { FoundContainer } from '#wasm-runtime'
import type { LookedBack } from './look-back.ts'
import type { AlertDraft, FromHot, HotSettings, HotStats, ReadValues, RulesToJudge, ToHot } from './messages.ts'

/** What the thread said once it was ready. */
export type Ready = Extract<FromHot, { kind: 'ready' }>

/** What a change of rules took. */
export interface Swapped {
  /** Digest of the bundle that is in force now. */
  readonly digest: string
  /** Judging stood still for so many milliseconds. */
  readonly pauseMs: number
}

/** Who hears of what the thread says by itself. */
export interface HotListener {
  alerts(alerts: readonly AlertDraft[], values: readonly ReadValues[], ledger: LossLedger): void
  /** Processes are in these containers, which a runtime is to be asked about. */
  containers(found: readonly FoundContainer[]): void
  end(): void
  failed(error: unknown): void
}

/** Rules and filters of one message; more would take the hot thread too long to read at once. */
const perPart = 8

/** Rules in parts: what goes ahead, and the rest. */
function inParts({ bundle, compiled, reader }: RulesToJudge): readonly ToHot[] {
  const { manifest } = bundle
  const { kernel } = manifest
  const parts: ToHot[] = []
  for (let at = 0; at < Math.max(manifest.rules.length, kernel.filter.length); at += perPart) {
    const part = <T>(all: readonly T[]): readonly T[] => all.slice(at, at + perPart)
    parts.push({ kind: 'part', rules: part(manifest.rules), filter: part(kernel.filter) })
  }
  const rest = { ...manifest, rules: [], kernel: { ...kernel, filter: [] } }
  return [
    ...parts,
    { kind: 'swap', rules: lean({ bundle: { ...bundle, manifest: rest }, compiled, ...(reader && { reader }) }) },
  ]
}

/** Rules without the bytes that the thread does not need, so that they are not copied. */
function lean({ bundle, compiled, reader }: RulesToJudge): RulesToJudge {
  const none = { module: new Uint8Array(), vectors: new Uint8Array(), reader: new Uint8Array() }
  const leanReader = reader && { reader: { ...reader, bundle: { ...reader.bundle, ...none } } }
  return { bundle: { ...bundle, ...none }, compiled, ...leanReader }
}

/** A started thread. */
export class HotWorker {
  readonly #worker: Worker
  readonly #listener: HotListener
  readonly #ready = Promise.withResolvers<Ready>()
  readonly #stopped = Promise.withResolvers<void>()
  readonly #stats: PromiseWithResolvers<HotStats>[] = []
  readonly #looks: PromiseWithResolvers<LookedBack | undefined>[] = []
  #swapping: PromiseWithResolvers<Swapped> | undefined
  #isOver = false
  /** The newest loss ledger, since this thread started. */
  ledger: LossLedger = {}

  constructor(settings: HotSettings, listener: HotListener) {
    this.#listener = listener
    const rules = lean(settings.rules)
    this.#worker = new Worker(new URL('thread.ts', import.meta.url), {
      workerData: { ...settings, rules },
      name: 'eyas-hot',
    })
    this.#ready.promise.catch(() => {})
    this.#worker.on('message', (message: FromHot) => this.#receive(message))
    this.#worker.on('error', (error) => this.#fail(error))
    this.#worker.on('exit', () => this.#stopped.resolve())
  }

  /** Resolves once events flow. */
  get ready(): Promise<Ready> {
    return this.#ready.promise
  }

  send(message: ToHot): void {
    this.#worker.postMessage(message)
  }

  /** Puts rules in force between two batches; rejects with the reason if the thread refuses them. One at a time. */
  swap(rules: RulesToJudge): Promise<Swapped> {
    return this.#change(inParts(rules))
  }

  /** Puts the rules before in force again; rejects if there are none. */
  rollback(): Promise<Swapped> {
    return this.#change([{ kind: 'rollback' }])
  }

  #change(messages: readonly ToHot[]): Promise<Swapped> {
    this.#swapping = Promise.withResolvers<Swapped>()
    for (const message of messages) this.send(message)
    return this.#swapping.promise
  }

  stats(): Promise<HotStats> {
    const asked = Promise.withResolvers<HotStats>()
    this.#stats.push(asked)
    this.send({ kind: 'stats' })
    return asked.promise
  }

  /** What happened from one time to another; undefined if nothing is kept. */
  lookBack(fromNs: bigint, toNs: bigint): Promise<LookedBack | undefined> {
    const asked = Promise.withResolvers<LookedBack | undefined>()
    this.#looks.push(asked)
    this.send({ kind: 'look back', fromNs, toNs })
    return asked.promise
  }

  /** Judges what is left, takes the hooks off and ends the thread. */
  async stop(): Promise<void> {
    this.send({ kind: 'stop' })
    await this.#stopped.promise
    await this.terminate(new Error('the hot thread was stopped'))
  }

  /** Ends the thread where it stands; who waits for an answer gets the reason. */
  async terminate(reason: Error): Promise<void> {
    this.#isOver = true
    this.#abandon(reason)
    await this.#worker.terminate()
  }

  #fail(error: unknown): void {
    this.#stopped.resolve()
    if (this.#isOver) return
    this.#abandon(error)
    this.#listener.failed(error)
  }

  #abandon(reason: unknown): void {
    this.#ready.reject(reason)
    this.#swapping?.reject(reason)
    for (const asked of [...this.#stats.splice(0), ...this.#looks.splice(0)]) asked.reject(reason)
  }

  #receive(message: FromHot): void {
    if ('ledger' in message) this.ledger = message.ledger
    switch (message.kind) {
      case 'ready':
        this.#ready.resolve(message)
        return
      case 'containers':
        this.#listener.containers(message.found)
        return
      case 'alerts':
        this.#listener.alerts(message.alerts, message.values, message.ledger)
        return
      case 'swapped':
        this.#swapping?.resolve(message)
        return
      case 'refused':
        this.#swapping?.reject(new Error(message.reason))
        return
      case 'stats':
        this.#stats.shift()?.resolve(message.stats)
        return
      case 'looked back':
        this.#looks.shift()?.resolve(message.found)
        return
      case 'end':
        this.#listener.end()
        return
      case 'stopped':
        this.#stopped.resolve()
        return
    }
  }
}
