/**
 * The single writer for its share of the nodes.
 *
 * One body is one call is one transaction: nothing is awaited between reading a stream and appending to it, so calls
 * cannot interleave, and the runtime holds the answer back until the transaction is on disk. Every batch in the log is
 * then handed to the correlator in order, at least once; the correlator knows a position that it has seen. An alarm
 * set in the same transaction continues the hand-over after a crash.
 */
import { DurableObject } from 'cloudflare:workers'
import { Packr } from 'msgpackr'
import type { Alert, Batch } from '#schema/alert'
import { equalInConstantTime } from '../access/token.ts'
import { type Bindings, tenantOfObject } from '../bindings.ts'
import type { Fault } from '../fault.ts'
import { measureShard } from '../metrics/measure-shard.ts'
import type { ShardMeasures } from '../metrics/measures.ts'
import { emptyStream, judge } from './judge.ts'
import { parseBatch } from './parse-batch.ts'
import type { Enrolment, IngestAnswer, IngestShardApi, NodeJson, SignedBody } from './shard-api.ts'
import { ShardStore } from './shard-store.ts'

/** How soon the alarm takes over a hand-over that was cut off, in milliseconds. */
const resumeAfterMs = 2_000

/** How soon it tries again after the correlator could not take them, in milliseconds. */
const resumeAfterFailureMs = 10_000

/** How long bodies gather before they are handed over, in milliseconds: the answer goes out first. */
const gatherMs = 5

/** The epoch of batches that the edge makes itself. They are not signed, so there is no chain to hold. */
const foreignEpoch = '0'.repeat(32)

const packr = new Packr({ useRecords: false })

/** Batches handed to the correlator in one call. */
const handOverCount = 16

/** Holds the keys, streams and logged batches of some of a tenant's nodes. */
export class IngestShard extends DurableObject<Bindings> implements IngestShardApi {
  readonly #store: ShardStore
  #isHandingOver = false
  #isAlarmSet = false

  constructor(ctx: DurableState, env: Bindings) {
    super(ctx, env)
    this.#store = new ShardStore(ctx.storage.sql)
  }

  async enrol(enrolment: Enrolment, nowMs: number): Promise<'enrolled' | 'known' | 'key_replaced'> {
    const before = this.#store.publicKeyOf(enrolment.node)
    this.#store.enrol(enrolment, nowMs)
    if (before === undefined) return 'enrolled'
    return equalInConstantTime(before, enrolment.publicKey) ? 'known' : 'key_replaced'
  }

  async publicKeyOf(node: string): Promise<Uint8Array | null> {
    return this.#store.publicKeyOf(node) ?? null
  }

  async nodes(): Promise<readonly NodeJson[]> {
    return this.#store.nodes()
  }

  async measure(): Promise<ShardMeasures> {
    return measureShard(this.ctx.storage.sql)
  }

  async ingest(signed: SignedBody, nowMs: number): Promise<IngestAnswer> {
    const key = this.#store.publicKeyOf(signed.node)
    if (key === undefined || !equalInConstantTime(key, signed.publicKey)) return { kind: 'other_key' }
    const answer = this.ctx.storage.transactionSync(() => this.#write(signed, nowMs))
    if (answer.kind === 'acknowledged') this.#startHandingOver(nowMs)
    return answer
  }

  async ingestForeign(node: string, alerts: readonly Alert[], nowMs: number): Promise<readonly Fault[]> {
    const faults = this.ctx.storage.transactionSync(() => this.#writeForeign(node, alerts))
    if (faults.length === 0) this.#startHandingOver(nowMs)
    return faults
  }

  async alarm(): Promise<void> {
    this.#isAlarmSet = false
    await this.#handOverOrResume()
  }

  #write({ node, body, bodyHash }: SignedBody, nowMs: number): IngestAnswer {
    const refuse = (code: 'chain' | 'malformed', place: string, hint: string): IngestAnswer => {
      this.#store.refuse(node, bodyHash)
      return { kind: 'refused', code, faults: [{ code, place, hint }] }
    }
    const parsed = parseBatch(body)
    if (parsed.kind === 'faults') {
      this.#store.refuse(node, bodyHash)
      return { kind: 'refused', code: 'malformed', faults: parsed.faults }
    }
    const { batch } = parsed
    if (batch.node !== node) return refuse('malformed', 'node', 'is not the node that signed')
    const stream = this.#store.stream(node, batch.epoch) ?? emptyStream
    const judgement = judge(batch, stream, this.#store.refused(node))
    if (judgement.kind === 'gap') return judgement
    if (judgement.kind === 'broken') return refuse('chain', judgement.place, judgement.hint)
    if (judgement.kind === 'held') {
      const held = this.#store.hashInLog(batch)
      if (held !== undefined && !equalInConstantTime(held, bodyHash))
        return refuse('chain', 'number', 'is held already, with another body')
      return { kind: 'acknowledged', seq: stream.seq, batch: stream.number }
    }
    const seq = batch.alerts.at(-1)?.seq ?? stream.seq
    this.#store.append(batch, body, { number: batch.number, seq, bodyHash }, judgement.missingAlerts, nowMs)
    return { kind: 'acknowledged', seq, batch: batch.number }
  }

  #writeForeign(node: string, alerts: readonly Alert[]): readonly Fault[] {
    const stream = this.#store.stream(node, foreignEpoch) ?? emptyStream
    const numbered = alerts.map((alert, index) => ({ ...alert, seq: stream.seq + 1 + index }))
    const batch: Batch = {
      version: 1,
      node,
      epoch: foreignEpoch,
      number: stream.number + 1,
      previous: stream.bodyHash,
      bundle: '',
      alerts: numbered,
      shed: 0,
      ledger: {},
    }
    const body = packr.pack(batch)
    const parsed = parseBatch(body)
    if (parsed.kind === 'faults') return parsed.faults
    this.#store.appendForeign(batch, body, { ...stream, number: batch.number, seq: stream.seq + alerts.length })
    return []
  }

  #startHandingOver(nowMs: number): void {
    this.#resumeAt(nowMs + resumeAfterMs)
    this.ctx.waitUntil(this.#handOverOrResume())
  }

  /** Nothing is lost by a failure: the rows stay in the log, and the alarm tries again until it succeeds. */
  async #handOverOrResume(): Promise<void> {
    if (this.#isHandingOver) return
    this.#isHandingOver = true
    try {
      await new Promise((wake) => setTimeout(wake, gatherMs))
      await this.#handOver()
    } catch (cause) {
      console.error('ingest: not handed over yet', cause)
      this.#resumeAt(Date.now() + resumeAfterFailureMs)
    } finally {
      this.#isHandingOver = false
    }
  }

  #resumeAt(atMs: number): void {
    if (this.#isAlarmSet) return
    this.#isAlarmSet = true
    this.ctx.waitUntil(this.ctx.storage.setAlarm(atMs))
  }

  async #handOver(): Promise<void> {
    const correlator = this.env.CORRELATOR.getByName(tenantOfObject(this.ctx.id))
    const source = this.ctx.id.name ?? this.ctx.id.toString()
    for (;;) {
      const rows = this.#store.undelivered(handOverCount)
      if (rows.length === 0) return
      this.#store.setDelivered(await correlator.take(source, rows))
    }
  }
}
