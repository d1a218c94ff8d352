/**
 * One ingest shard, with its clock, its storage and the way to the correlator passed in.
 *
 * Bodies that arrive together are one transaction; nothing is awaited between reading a stream and appending to it.
 * Each body is judged by itself, and whoever sent it is answered once the transaction is on disk. If the storage fails,
 * all of them are told so at once, and what was in memory is forgotten.
 */
import type { Alert, Batch } from '#schema/alert'
import { equalInConstantTime } from '../access/token.ts'
import type { Fault } from '../fault.ts'
import { BatchReader } from './batch-reader.ts'
import { type Give, HandOver } from './hand-over.ts'
import { judge, type Stream } from './judge.ts'
import { packBatch } from './parse-batch.ts'
import { readBatch } from './read-batch.ts'
import type { Enrolment, IngestAnswer, NodeJson, SignedBody } from './shard-api.ts'
import { ShardStore } from './shard-store.ts'

/** What a shard needs of the world. */
export interface ShardWorld {
  readonly sql: SqlStorage
  transaction<T>(body: () => T): T
  clock(): number
  /** A random number of 32 bits. */
  readonly seed: number
  readonly give: Give
}

/** The epoch of batches that the edge makes itself. They are not signed, so there is no chain to hold. */
const foreignEpoch = '0'.repeat(32)

/** Takes batches, and hands them on. */
export class ShardCore {
  readonly #world: ShardWorld
  readonly #store: ShardStore
  readonly #handOver: HandOver
  readonly #reader = new BatchReader()

  constructor(world: ShardWorld) {
    this.#world = world
    this.#store = new ShardStore(world.sql)
    this.#handOver = new HandOver(this.#store, world.give, world.seed)
  }

  /** Whether the correlator has everything. */
  get isHandedOver(): boolean {
    return this.#handOver.isDone
  }

  /** Hands one part over. Throws if the correlator could not take it; nothing is lost by that. */
  handOver(): Promise<void> {
    return this.#handOver.next()
  }

  enrol(enrolment: Enrolment): 'enrolled' | 'known' | 'key_replaced' {
    const before = this.#store.publicKeyOf(enrolment.node)
    this.#store.enrol(enrolment, this.#world.clock())
    if (before === undefined) return 'enrolled'
    return equalInConstantTime(before, enrolment.publicKey) ? 'known' : 'key_replaced'
  }

  publicKeyOf(node: string): Uint8Array | undefined {
    return this.#store.publicKeyOf(node)
  }

  /** Nodes by name behind `after`, at most `limit`; all where nothing is said. */
  nodes(after = '', limit = -1): readonly NodeJson[] {
    return this.#store.nodes(after, limit)
  }

  /** Takes a node's key away. False if it has none. */
  remove(node: string): boolean {
    return this.#write(() => this.#store.remove(node))
  }

  /** Takes bodies in one transaction, and answers each. Throws if none could be stored. */
  ingest(all: readonly SignedBody[]): readonly IngestAnswer[] {
    return this.#write(() => all.map((signed) => this.#take(signed)))
  }

  /** Stores alerts that no agent signed. The faults are why they cannot be stored; then none is. */
  ingestForeign(node: string, alerts: readonly Alert[]): readonly Fault[] {
    return this.#write(() => this.#takeForeign(node, alerts))
  }

  #write<T>(body: () => T): T {
    try {
      return this.#world.transaction(() => {
        const outcome = body()
        this.#store.flush()
        return outcome
      })
    } catch (cause) {
      this.#store.forget()
      this.#handOver.drop()
      throw cause
    }
  }

  #take({ node, publicKey, body, bodyHash }: SignedBody): IngestAnswer {
    const key = this.#store.publicKeyOf(node)
    if (key === undefined || !equalInConstantTime(key, publicKey)) return { kind: 'other_key' }
    const refuse = (code: 'chain' | 'malformed', faults: readonly Fault[]): IngestAnswer => {
      this.#store.refuse(node, bodyHash)
      return { kind: 'refused', code, faults }
    }
    const reader = this.#reader
    const read = readBatch(reader, body)
    if (read.kind === 'faults') return refuse('malformed', read.faults)
    if (reader.node !== node)
      return refuse('malformed', [{ code: 'malformed', place: 'node', hint: 'is not the node that signed' }])
    const stream = this.#store.stream(node, reader.epoch)
    const judgement = judge(reader.head, stream, this.#store.refused(node))
    if (judgement.kind === 'gap') return judgement
    if (judgement.kind === 'broken')
      return refuse('chain', [{ code: 'chain', place: judgement.place, hint: judgement.hint }])
    if (judgement.kind === 'held') {
      const held = this.#store.heldHash(node, reader.epoch, reader.number)
      if (held !== undefined && !equalInConstantTime(held, bodyHash))
        return refuse('chain', [{ code: 'chain', place: 'number', hint: 'is held already, with another body' }])
      return { kind: 'acknowledged', seq: stream.seq, batch: stream.number }
    }
    const seq = reader.alerts === 0 ? stream.seq : reader.seq(0) + reader.alerts - 1
    this.#store.goOn(node, judgement.missingAlerts)
    this.#append(body, { number: reader.number, seq, bodyHash }, this.#world.clock())
    return { kind: 'acknowledged', seq, batch: reader.number }
  }

  #takeForeign(node: string, alerts: readonly Alert[]): readonly Fault[] {
    const stream = this.#store.stream(node, foreignEpoch)
    const batch: Batch = {
      version: 1,
      node,
      epoch: foreignEpoch,
      number: stream.number + 1,
      previous: stream.bodyHash,
      bundle: '',
      alerts: alerts.map((alert, index) => ({ ...alert, seq: stream.seq + 1 + index })),
      shed: 0,
      ledger: {},
    }
    const body = packBatch(batch)
    const read = readBatch(this.#reader, body)
    if (read.kind === 'faults') return read.faults
    this.#append(body, { ...stream, number: batch.number, seq: stream.seq + alerts.length }, undefined)
    return []
  }

  /** Appends what the reader has just read. */
  #append(body: Uint8Array, stream: Stream, nowMs: number | undefined): void {
    const { node, epoch, shed, bundle, ledger } = this.#reader
    this.#store.append({ node, epoch, body, stream, shed, bundle, ledger }, nowMs)
    this.#handOver.came(this.#reader)
  }
}
