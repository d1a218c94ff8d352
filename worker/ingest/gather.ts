/**
 * Bodies that wait for one shard while a call to it is under way go there together in the next one: a call costs more
 * than what a small body does there.
 *
 * Requests of one isolate share this, and each is a world of its own to the runtime: what one has begun ends with it.
 * So one of those that wait makes the next call, in its own name, for all of them. Whoever hears nothing for a while
 * makes a call itself; a body that is sent twice has no second effect.
 */
import type { IngestAnswer, SignedBody } from './shard-api.ts'

/** The shard, as the request that asks may call it. */
export type CallShard = (bodies: readonly SignedBody[]) => Promise<readonly IngestAnswer[]>

/** How long a body waits for the calls of others, in milliseconds. */
export const patienceMs = 3_000

/** What one call carries at most. */
const maxBodies = 64
const maxBytes = 4 << 20

type Heard = { readonly answer: IngestAnswer } | { readonly cause: unknown } | 'your turn'

interface Waiting {
  readonly signed: SignedBody
  hear(heard: Heard): void
}

/** The bodies that wait for one shard. */
export class Gather {
  #waiting: Waiting[] = []
  #isCalling = false

  /** Sends a body. `wait` resolves after some milliseconds; it belongs to the same request as `call`. */
  async send(signed: SignedBody, call: CallShard, wait: (ms: number) => Promise<void>): Promise<IngestAnswer> {
    if (!this.#isCalling) return this.#callFor(signed, call)
    const heard = await Promise.race([this.#turn(signed), wait(patienceMs).then(() => 'late' as const)])
    if (heard === 'late') this.#waiting = this.#waiting.filter((one) => one.signed !== signed)
    if (heard === 'late' || heard === 'your turn') return this.#callFor(signed, call)
    if ('answer' in heard) return heard.answer
    throw new Error('the call that carried this body failed', { cause: heard.cause })
  }

  #turn(signed: SignedBody): Promise<Heard> {
    return new Promise((hear) => {
      this.#waiting.push({ signed, hear })
    })
  }

  /** Calls for a body and for those that wait, and then lets the next one that waits do so. */
  async #callFor(signed: SignedBody, call: CallShard): Promise<IngestAnswer> {
    this.#isCalling = true
    const others = this.#take(signed.body.length)
    try {
      const [answer, ...answers] = await call([signed, ...others.map((one) => one.signed)])
      if (answer === undefined || answers.length !== others.length) throw new Error('the shard left out an answer')
      for (const [index, given] of answers.entries()) others[index]?.hear({ answer: given })
      return answer
    } catch (cause) {
      for (const { hear } of others) hear({ cause })
      throw cause
    } finally {
      const next = this.#waiting.shift()
      this.#isCalling = next !== undefined
      next?.hear('your turn')
    }
  }

  #take(firstBytes: number): readonly Waiting[] {
    let bytes = firstBytes
    let count = 0
    for (const { signed } of this.#waiting) {
      bytes += signed.body.length
      if (bytes > maxBytes || count + 1 >= maxBodies) break
      count += 1
    }
    return this.#waiting.splice(0, count)
  }
}
