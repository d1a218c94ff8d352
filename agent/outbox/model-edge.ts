/** An edge for tests: it does what schema/alert.ts says and remembers what it stored. */
import { createHash, type KeyObject, verify } from 'node:crypto'
import { Unpackr } from 'msgpackr'
import type { Alert, Batch } from '#schema/alert'
import { type BatchTable, batchOf } from '#schema/batch-table'

interface Stream {
  number: number
  seq: number
  shed: number
  digest: Buffer
}

const unpackr = new Unpackr({ useRecords: false, int64AsType: 'bigint' })
const json = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status })

/** Stores alerts; refuses what does not follow. */
export class ModelEdge {
  readonly #publicKey: KeyObject
  readonly alerts: Alert[] = []
  readonly streams = new Map<string, Stream>()
  readonly #digests = new Map<string, string>()
  requests = 0

  constructor(publicKey: KeyObject) {
    this.#publicKey = publicKey
  }

  /** All alerts that nodes said they could not keep. */
  get shed(): number {
    return [...this.streams.values()].reduce((sum, { shed }) => sum + shed, 0)
  }

  /** Stands in for `fetch`. */
  readonly fetch = async (_url: unknown, init?: RequestInit): Promise<Response> => {
    this.requests++
    const body = Buffer.from(init?.body as Uint8Array)
    const headers = new Headers(init?.headers)
    const signature = Buffer.from(headers.get('eyas-signature') ?? '', 'base64')
    const digest = createHash('sha256').update(body).digest()
    if (!verify(null, digest, this.#publicKey, signature)) return json(401, { code: 'signature_refused' })
    return this.#take(batchOf(unpackr.unpack(body) as BatchTable), digest)
  }

  #take(batch: Batch, digest: Buffer): Response {
    const stream = this.streams.get(batch.epoch) ?? { number: 0, seq: 0, shed: 0, digest: Buffer.alloc(32) }
    const key = `${batch.epoch}/${batch.number}`
    if (batch.number <= stream.number) {
      if (this.#digests.get(key) !== digest.toString('hex')) return json(422, { code: 'chain' })
      return json(200, { acknowledged: stream.seq })
    }
    if (batch.number > stream.number + 1) return json(409, { code: 'gap', expected: stream.seq + 1 })
    if (!stream.digest.equals(batch.previous)) return json(422, { code: 'chain', expected: stream.seq + 1 })
    const isInOrder = batch.alerts.every(({ seq }, index) => seq === stream.seq + 1 + index)
    if (!isInOrder || batch.shed < stream.shed) return json(422, { code: 'malformed' })
    this.alerts.push(...batch.alerts)
    this.#digests.set(key, digest.toString('hex'))
    const seq = stream.seq + batch.alerts.length
    this.streams.set(batch.epoch, { number: batch.number, seq, shed: batch.shed, digest })
    return json(200, { acknowledged: seq })
  }
}
