/**
 * How much of the time something may take. What little comes now and then is never held up; what goes on and on is held
 * to its share. All times are milliseconds.
 */

/** What may be spent at once after a rest. */
const burstMs = 400

/** The longest wait that is asked for at a time. */
const maxWaitMs = 2_000

/** Counts what was spent. */
export class Allowance {
  readonly #share: number
  #spentMs = 0
  #atMs = 0

  /** `share` of the time is earned back, above 0 and at most 1. */
  constructor(share: number) {
    this.#share = share
  }

  /** How long to wait at `nowMs` before more is spent. */
  waitMs(nowMs: number): number {
    this.#earn(nowMs)
    return Math.min(Math.max(Math.ceil((this.#spentMs - burstMs) / this.#share), 0), maxWaitMs)
  }

  /** Notes what was spent between two times. */
  spend(fromMs: number, toMs: number): void {
    this.#earn(toMs)
    this.#spentMs += Math.max(toMs - fromMs, 0)
  }

  #earn(nowMs: number): void {
    // A clock that was set back earns nothing.
    const passedMs = this.#atMs === 0 ? 0 : Math.max(nowMs - this.#atMs, 0)
    this.#spentMs = Math.max(this.#spentMs - passedMs * this.#share, 0)
    this.#atMs = nowMs
  }
}
