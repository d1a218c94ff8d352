/**
 * Slows down guessing: how many wrong tokens an address may send. The count is kept by each isolate for itself, so it
 * bounds what one place of the network lets through, not what all of them do together.
 */

const windowMs = 60_000
const maxAddresses = 10_000

/** Wrong tokens that one address may send in a minute. */
export const maxFailures = 30

/** Counts wrong tokens by address, a minute at a time. */
export class Throttle {
  readonly #failures = new Map<string, number>()
  #beganMs = 0

  /** Seconds until an address may try again; 0 where it may now. */
  waitSeconds(address: string, nowMs: number): number {
    this.#turn(nowMs)
    if ((this.#failures.get(address) ?? 0) < maxFailures) return 0
    return Math.max(1, Math.ceil((this.#beganMs + windowMs - nowMs) / 1000))
  }

  /** Notes a wrong token. */
  fail(address: string, nowMs: number): void {
    this.#turn(nowMs)
    if (this.#failures.size >= maxAddresses && !this.#failures.has(address)) return
    this.#failures.set(address, (this.#failures.get(address) ?? 0) + 1)
  }

  #turn(nowMs: number): void {
    if (nowMs < this.#beganMs + windowMs) return
    this.#failures.clear()
    this.#beganMs = nowMs
  }
}
