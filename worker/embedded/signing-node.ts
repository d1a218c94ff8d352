/** A node for tests: it has a key, seals batches and sends them as an agent does. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { Packr } from 'msgpackr'
import type { Alert, Batch } from '#schema/alert'
import { tableOf } from '#schema/batch-table'
import { batch } from '../fixtures/alerts.ts'

const packr = new Packr({ useRecords: false })

/** What the edge answered. */
export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Seals and signs for one node, in one epoch at a time. */
export class SigningNode {
  readonly node: string
  readonly #keys = generateKeyPairSync('ed25519')
  readonly #tenant: string | undefined
  #epoch = '0123456789abcdef0123456789abcdef'
  #number = 0
  #seq = 0
  #previous: Uint8Array = new Uint8Array(32)

  /** `tenant` is sent along where it is not the default one. */
  constructor(node: string, tenant?: string) {
    this.node = node
    this.#tenant = tenant
  }

  /** The 32 bytes of the public key in base64. */
  get publicKey(): string {
    return this.#keys.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')
  }

  enrol(url: string, token: string): Promise<Answer> {
    const body = JSON.stringify({ node: this.node, publicKey: this.publicKey, hostname: `${this.node}.example` })
    return answerOf(fetch(`${url}/v1/nodes`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body }))
  }

  /** Begins again, as after the loss of the outbox. */
  beginEpoch(epoch: string): void {
    this.#epoch = epoch
    this.#number = 0
    this.#seq = 0
    this.#previous = new Uint8Array(32)
  }

  /** The bytes of the next batch. Alerts get their sequence numbers here. */
  seal(alerts: readonly Alert[], change: Partial<Batch> = {}): Buffer {
    this.#number += 1
    const numbered = alerts.map((alert) => {
      this.#seq += 1
      return { ...alert, seq: this.#seq }
    })
    const { node } = this
    const sealed = batch({ node, epoch: this.#epoch, number: this.#number, previous: this.#previous, alerts: numbered })
    return this.follow(packr.pack({ ...tableOf(sealed), ...change }))
  }

  /** Makes `body` the predecessor of the next batch. */
  follow(body: Buffer): Buffer {
    this.#previous = createHash('sha256').update(body).digest()
    return body
  }

  send(url: string, body: Buffer, signed: Buffer = body): Promise<Answer> {
    const headers = {
      'content-type': 'application/vnd.msgpack',
      'eyas-node': this.node,
      ...(this.#tenant !== undefined && { 'eyas-tenant': this.#tenant }),
      'eyas-signature': sign(null, createHash('sha256').update(signed).digest(), this.#keys.privateKey).toString(
        'base64',
      ),
    }
    return answerOf(fetch(`${url}/v1/ingest`, { method: 'POST', headers, body: new Uint8Array(body) }))
  }
}

const answerOf = async (answering: Promise<Response>): Promise<Answer> => {
  const answer = await answering
  // The edge answers with JSON objects only.
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
