/**
 * The single writer for its share of the nodes, as an object of the runtime.
 *
 * The runtime holds every answer and every call back until what was written before it is on disk. An alarm set in the
 * same transaction as a batch goes on with the hand-over after a crash. While bodies keep coming, handing over takes a
 * fixed share of the time and no more: what is not handed over yet folds together in the meantime.
 */
import { DurableObject } from 'cloudflare:workers'
import type { Alert } from '#schema/alert'
import { atomically } from '../atomically.ts'
import { type Bindings, shardCountOf, tenantOfObject } from '../bindings.ts'
import type { Fault } from '../fault.ts'
import { measureShard } from '../metrics/measure-shard.ts'
import type { ShardMeasures } from '../metrics/measures.ts'
import { Allowance } from './allowance.ts'
import type { Enrolment, IngestAnswer, IngestShardApi, NodeJson, SignedBody } from './shard-api.ts'
import { ShardCore } from './shard-core.ts'

/** How soon the alarm takes over a hand-over that was cut off, in milliseconds. */
const resumeAfterMs = 2_000

/** How soon it tries again after the correlator could not take them, in milliseconds. */
const resumeAfterFailureMs = 10_000

/** How long bodies gather for one transaction where one has only just ended, in milliseconds. */
const gatherMs = 1

/** A shard that has stored nothing for this long stores what comes at once. */
const idleMs = 5

/**
 * The share of the time that handing over takes while bodies keep coming: all shards together keep the correlator busy
 * for a fifth of it.
 */
const shareOf = (env: Bindings): number => 1 / (5 * shardCountOf(env))

/** Bodies keep coming as long as the last one is not older than this, in milliseconds. */
const busyMs = 1_000

interface Waiting {
  readonly bodies: readonly SignedBody[]
  answer(given: readonly IngestAnswer[]): void
  fail(cause: unknown): void
}

/** Holds the keys, streams and logged batches of some of a tenant's nodes. */
export class IngestShard extends DurableObject<Bindings> implements IngestShardApi {
  readonly #core: ShardCore
  #waiting: Waiting[] = []
  #storedMs = 0
  #isHandingOver = false
  #isAlarmSet = false
  readonly #handing: Allowance

  constructor(ctx: DurableState, env: Bindings) {
    super(ctx, env)
    const source = ctx.id.name ?? ctx.id.toString()
    this.#handing = new Allowance(shareOf(env))
    const [seed = 0] = crypto.getRandomValues(new Uint32Array(1))
    this.#core = new ShardCore({
      sql: ctx.storage.sql,
      transaction: (body) => atomically(ctx, body),
      clock: () => Date.now(),
      seed,
      give: (folds) => env.CORRELATOR.getByName(tenantOfObject(ctx.id)).take(source, folds),
    })
  }

  async enrol(enrolment: Enrolment): Promise<'enrolled' | 'known' | 'key_replaced'> {
    return this.#core.enrol(enrolment)
  }

  async publicKeyOf(node: string): Promise<Uint8Array | null> {
    return this.#core.publicKeyOf(node) ?? null
  }

  async nodes(after: string, limit: number): Promise<readonly NodeJson[]> {
    return this.#core.nodes(after, limit)
  }

  async remove(node: string): Promise<boolean> {
    return this.#core.remove(node)
  }

  async measure(): Promise<ShardMeasures> {
    return measureShard(this.ctx.storage.sql, this.#core.nodes())
  }

  ingest(bodies: readonly SignedBody[]): Promise<readonly IngestAnswer[]> {
    return new Promise((answer, fail) => {
      this.#waiting.push({ bodies, answer, fail })
      if (this.#waiting.length > 1) return
      // Several bodies have gathered before they came here.
      if (bodies.length > 1 || Date.now() - this.#storedMs > idleMs) this.#store()
      else setTimeout(() => this.#store(), gatherMs)
    })
  }

  async ingestForeign(node: string, alerts: readonly Alert[]): Promise<readonly Fault[]> {
    const faults = this.#core.ingestForeign(node, alerts)
    this.#startHandingOver()
    return faults
  }

  async alarm(): Promise<void> {
    this.#isAlarmSet = false
    await this.#handOverOrResume()
  }

  #store(): void {
    const waiting = this.#waiting
    this.#waiting = []
    try {
      const answers = this.#core.ingest(waiting.flatMap(({ bodies }) => bodies)).values()
      this.#startHandingOver()
      for (const { bodies, answer } of waiting) answer([...answers.take(bodies.length)])
    } catch (cause) {
      for (const { fail } of waiting) fail(cause)
    }
    this.#storedMs = Date.now()
  }

  #startHandingOver(): void {
    if (this.#core.isHandedOver) return
    this.#resumeAt(Date.now() + resumeAfterMs)
    this.ctx.waitUntil(this.#handOverOrResume())
  }

  /** Nothing is lost by a failure: the batches stay in the log, and the alarm tries again until it succeeds. */
  async #handOverOrResume(): Promise<void> {
    if (this.#isHandingOver) return
    this.#isHandingOver = true
    try {
      while (!this.#core.isHandedOver) await this.#handOverAndRest()
    } catch (cause) {
      console.error('ingest: not handed over yet', cause)
      this.#resumeAt(Date.now() + resumeAfterFailureMs)
    } finally {
      this.#isHandingOver = false
    }
  }

  /** Even the shortest rest lets the runtime look at its sockets, which it does not while it has anything else to do. */
  async #handOverAndRest(): Promise<void> {
    const nowMs = Date.now()
    const isBusy = nowMs - this.#storedMs < busyMs
    const restMs = isBusy ? this.#handing.waitMs(nowMs) : 0
    if (restMs > 0) await new Promise((wake) => setTimeout(wake, restMs))
    const beganMs = Date.now()
    await this.#core.handOver()
    this.#handing.spend(beganMs, Date.now())
    if (!this.#core.isHandedOver) await new Promise((wake) => setTimeout(wake, 0))
  }

  #resumeAt(atMs: number): void {
    if (this.#isAlarmSet) return
    this.#isAlarmSet = true
    this.ctx.waitUntil(this.ctx.storage.setAlarm(atMs))
  }
}
