/** A node of the load: it has a key, and seals and signs its batches before anything is measured. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { Packr } from 'msgpackr'
import type { Batch } from '#schema/alert'
import { tableOf } from '#schema/batch-table'
import { alertOf, type Mix } from './alerts.ts'

const packr = new Packr({ useRecords: false, int64AsType: 'bigint' })

/** A request, ready to be written. */
export interface Request {
  readonly head: string
  readonly body: Uint8Array
  readonly alerts: number
}

/** Seals batches of one epoch. */
export class LoadNode {
  readonly name: string
  readonly #keys = generateKeyPairSync('ed25519')
  #number = 0
  #seq = 0
  #previous: Uint8Array = new Uint8Array(32)

  constructor(name: string) {
    this.name = name
  }

  async enrol(url: string, token: string): Promise<void> {
    const publicKey = this.#keys.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')
    const answer = await fetch(`${url}/v1/nodes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ node: this.name, publicKey, hostname: `${this.name}.example` }),
    })
    if (!answer.ok) throw new Error(`${this.name} was not enrolled: ${answer.status}`)
  }

  /** The next batch; `rule` takes the place of the rule of its alerts. */
  seal(alerts: number, mix: Mix, rule?: string): Request {
    this.#number += 1
    const first = this.#seq
    this.#seq += alerts
    const made = Array.from({ length: alerts }, (_, index) => alertOf(this.name, first + index, mix))
    const batch: Batch = {
      version: 1,
      node: this.name,
      epoch: '0123456789abcdef0123456789abcdef',
      number: this.#number,
      previous: this.#previous,
      bundle: `sha256:${'0'.repeat(64)}`,
      alerts: rule === undefined ? made : made.map((alert) => ({ ...alert, rule })),
      shed: 0,
      ledger: { open: { seen: this.#seq, filtered: 0, evaluated: this.#seq, dropped: 0 } },
    }
    const body = packr.pack(tableOf(batch))
    this.#previous = createHash('sha256').update(body).digest()
    const signature = sign(null, this.#previous, this.#keys.privateKey).toString('base64')
    return { head: headOf(this.name, signature, body.length), body: new Uint8Array(body), alerts }
  }
}

const headOf = (node: string, signature: string, length: number): string =>
  [
    'POST /v1/ingest HTTP/1.1',
    'host: edge',
    'content-type: application/vnd.msgpack',
    `eyas-node: ${node}`,
    `eyas-signature: ${signature}`,
    `content-length: ${length}`,
    '\r\n',
  ].join('\r\n')
