/**
 * The main thread's side of the hot thread: starts it, passes its alerts on, and stops it. A thread that hangs in a batch
 * is ended and started again without the rule at fault.
 */
import type { LossLedger } from '#schema/alert'
import type { ContainerMetadata } from '#schema/container'
import type { FoundContainer, User } from '#wasm-runtime'
import { internalAlert } from '../alert/internal-alert.ts'
import { ruleUnderEvaluation } from './blame.ts'
import { heartbeatMemory, Watchdog } from './heartbeat.ts'
import { HotWorker, type Ready, type Swapped } from './hot-worker.ts'
import { sumOf } from './ledger-sum.ts'
import type { LookedBack } from './look-back.ts'
import type { AlertDraft, HotSettings, HotStats, NamedId, ReadValues, RulesToJudge } from './messages.ts'

export type { Ready, Swapped } from './hot-worker.ts'

export interface Hot {
  readonly ready: Ready
  /** Resolves when the source has no more events; rejects if the thread failed. */
  readonly ended: Promise<void>
  /** The newest loss ledger. */
  ledger(): LossLedger
  /** Puts rules in force between two batches; rejects with the reason if the thread refuses them. One at a time. */
  swap(rules: RulesToJudge): Promise<Swapped>
  /** Puts the rules before the last swap in force again; rejects if there are none. One call, no compiling. */
  rollback(): Promise<Swapped>
  /** What the rules have come to and what they cost. */
  stats(): Promise<HotStats>
  /** What happened from one time to another, nanoseconds since 1970; undefined if nothing is kept. */
  lookBack(fromNs: bigint, toNs: bigint): Promise<LookedBack | undefined>
  /** Processes that belong to eyas, such as an edge that was started again. */
  setOwn(pids: readonly number[]): void
  setAccounts(users: readonly User[], groups: readonly NamedId[]): void
  /** Takes what is heard of containers without having been asked. */
  readonly containers: ContainerAnswer
  /** Judges what is left in the ring, takes the hooks off and ends the thread. */
  stop(): Promise<void>
}

/** Takes what is found out about a container. */
export interface ContainerAnswer {
  /** What its runtime says; null if none knows it. To be called once for each container asked about. */
  metadata(found: FoundContainer, metadata: ContainerMetadata | null): void
  /** The users and groups that it has of its own. */
  accounts(found: FoundContainer, users: readonly User[], groups: readonly NamedId[]): void
}

/** How the watch over the thread is kept, and who is asked about containers. */
export interface WatchOptions {
  /** Called with containers that processes are in; is to answer for each. Without it nobody knows any. */
  readonly inspect?: (found: readonly FoundContainer[], answer: ContainerAnswer) => void

  /** How long one batch may take, in milliseconds; ordinary ones take some tens at most. */
  readonly batchWithinMs?: number
  /** How often is looked, in milliseconds. */
  readonly everyMs?: number
}

type Settings = Omit<HotSettings, 'heartbeat' | 'without'>
/** Takes alerts, with what the conditions of their rules read, in the same order; alerts without a rule have none. */
export type Take = (alerts: readonly AlertDraft[], ledger: LossLedger, values: readonly ReadValues[]) => Promise<void>

/** How long a thread that hangs has to say which rule it evaluates. */
const blameWithinMs = 2_000
/** Hangs that no rule is to blame for, after which the node cannot be watched. */
const maxUnexplained = 3

/**
 * Starts the thread and resolves once events flow. `take` is called with alerts in order, again before it has resolved,
 * and resolves when they are safe; the thread holds back what goes past its bound.
 */
export async function startHot(settings: Settings, take: Take, watch: WatchOptions = {}): Promise<Hot> {
  const hot = new SupervisedHot(settings, take, watch)
  return hot.started()
}

const nobodyKnows: Required<WatchOptions>['inspect'] = (found, answer) => {
  for (const one of found) answer.metadata(one, null)
}

class SupervisedHot implements Hot {
  readonly #take: Take
  readonly #watch: Required<WatchOptions>
  readonly #ended = Promise.withResolvers<void>()
  readonly #taking = new Set<Promise<void>>()
  readonly #without: string[] = []
  #settings: Settings
  #before: RulesToJudge | undefined
  #worker: HotWorker
  #watchdog: Watchdog
  #timer: NodeJS.Timeout | undefined
  /** Of the threads before. */
  #ledger: LossLedger = {}
  #own: readonly number[] = []
  #unexplained = 0
  #isReviving = false
  /** Whether the thread holds the rules before, too. */
  #hasSwapped = false
  ready: Ready = { kind: 'ready', processes: 0 }

  constructor(
    settings: Settings,
    take: Take,
    { batchWithinMs = 3_000, everyMs = 250, inspect = nobodyKnows }: WatchOptions,
  ) {
    this.#settings = settings
    this.#take = take
    this.#watch = { batchWithinMs, everyMs, inspect }
    this.#ended.promise.catch(() => {})
    const { worker, watchdog } = this.#begin()
    this.#worker = worker
    this.#watchdog = watchdog
  }

  async started(): Promise<Hot> {
    this.#timer = setInterval(() => void this.#look(), this.#watch.everyMs)
    this.#timer.unref()
    try {
      this.ready = await this.#worker.ready
    } catch (error) {
      clearInterval(this.#timer)
      throw error
    }
    return this
  }

  #begin(): { readonly worker: HotWorker; readonly watchdog: Watchdog } {
    const heartbeat = heartbeatMemory()
    const worker: HotWorker = new HotWorker(
      { ...this.#settings, heartbeat, without: this.#without },
      {
        alerts: (alerts, values, ledger) => this.#takeNow(worker, alerts, values, sumOf(this.#ledger, ledger)),
        containers: (found) =>
          this.#watch.inspect(found, {
            metadata: (one, metadata) => worker.send({ kind: 'container', found: one, metadata }),
            accounts: (one, users, groups) => worker.send({ kind: 'container accounts', found: one, users, groups }),
          }),
        end: () => this.#ended.resolve(),
        failed: (error) => this.#ended.reject(error),
      },
    )
    return { worker, watchdog: new Watchdog(heartbeat, this.#watch.batchWithinMs) }
  }

  /** Not one after the other: whoever takes them may gather many into one write. */
  #takeNow(
    worker: HotWorker | undefined,
    alerts: readonly AlertDraft[],
    values: readonly ReadValues[],
    ledger: LossLedger,
  ): void {
    const done = this.#take(alerts, ledger, values).then(
      () => worker?.send({ kind: 'taken', count: alerts.length }),
      (error) => this.#ended.reject(error),
    )
    this.#taking.add(done)
    done.finally(() => this.#taking.delete(done))
  }

  async #look(): Promise<void> {
    if (this.#isReviving || !this.#watchdog.hangs(performance.now())) return
    this.#isReviving = true
    try {
      await this.#revive()
    } catch (error) {
      this.#ended.reject(error)
    } finally {
      this.#isReviving = false
    }
  }

  /** Ends the thread that hangs and starts another, in which the rule at fault is off. */
  async #revive(): Promise<void> {
    const since = performance.now()
    const rule = await ruleUnderEvaluation(blameWithinMs)
    await this.#worker.terminate(new Error('the hot thread hung and was started again'))
    this.#ledger = sumOf(this.#ledger, this.#worker.ledger)
    const remedy = this.#remedy(rule)
    this.#restart()
    await this.#worker.ready
    if (this.#own.length > 0) this.#worker.send({ kind: 'own', pids: this.#own })
    const blindMs = Math.round(performance.now() - since + this.#watch.batchWithinMs)
    this.#tell(rule, `${remedy}; what happened within ${blindMs} ms was not judged`, blindMs)
  }

  #restart(): void {
    const { worker, watchdog } = this.#begin()
    this.#worker = worker
    this.#watchdog = watchdog
    this.#hasSwapped = false
  }

  #remedy(rule: string): string {
    if (rule !== '') {
      this.#without.push(rule)
      return `Rule "${rule}" did not come back and is switched off`
    }
    if (++this.#unexplained > maxUnexplained) throw new Error('judging events hangs, and no rule is to blame')
    if (this.#before === undefined) return 'Judging events hung and was started again'
    this.#settings = { ...this.#settings, rules: this.#before }
    this.#before = undefined
    return 'Judging events hung; the rules before are in force again'
  }

  #tell(rule: string, text: string, milliseconds: number): void {
    const { hostname } = this.#settings
    const timeNs = BigInt(Date.now()) * 1_000_000n
    const fields = { rule, milliseconds }
    const alert = internalAlert({ rule: 'eyas: rule hung', priority: 'Critical', text, fields, hostname, timeNs })
    this.#takeNow(undefined, [alert], [], this.ledger())
  }

  get ended(): Promise<void> {
    return this.#ended.promise
  }

  ledger(): LossLedger {
    return sumOf(this.#ledger, this.#worker.ledger)
  }

  async swap(rules: RulesToJudge): Promise<Swapped> {
    const swapped = await this.#worker.swap(rules)
    this.#hasSwapped = true
    this.#before = this.#settings.rules
    this.#settings = { ...this.#settings, rules }
    return swapped
  }

  async rollback(): Promise<Swapped> {
    const before = this.#before
    if (before === undefined) throw new Error('there are no rules to go back to')
    // A thread that was started again has only the rules that were in force.
    const swapped = await (this.#hasSwapped ? this.#worker.rollback() : this.#worker.swap(before))
    this.#hasSwapped = true
    this.#before = this.#settings.rules
    this.#settings = { ...this.#settings, rules: before }
    return swapped
  }

  async stats(): Promise<HotStats> {
    const stats = await this.#worker.stats()
    return { ...stats, ledger: sumOf(this.#ledger, stats.ledger) }
  }

  lookBack(fromNs: bigint, toNs: bigint): Promise<LookedBack | undefined> {
    return this.#worker.lookBack(fromNs, toNs)
  }

  readonly containers: ContainerAnswer = {
    metadata: (found, metadata) => this.#worker.send({ kind: 'container', found, metadata }),
    accounts: (found, users, groups) => this.#worker.send({ kind: 'container accounts', found, users, groups }),
  }

  setOwn(pids: readonly number[]): void {
    this.#own = pids
    this.#worker.send({ kind: 'own', pids })
  }

  setAccounts(users: readonly User[], groups: readonly NamedId[]): void {
    this.#settings = { ...this.#settings, users, groups }
    this.#worker.send({ kind: 'accounts', users, groups })
  }

  async stop(): Promise<void> {
    // One that hangs meanwhile is followed by another.
    for (let stopped: HotWorker | undefined; stopped !== this.#worker; ) {
      stopped = this.#worker
      await stopped.stop()
    }
    clearInterval(this.#timer)
    await Promise.all(this.#taking)
  }
}
