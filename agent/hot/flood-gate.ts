/**
 * Bounds how many alerts wait between the two threads. A rule that matches a million events a second would otherwise
 * fill memory; what is held back is counted by rule and told, never silent.
 */
export class FloodGate {
  readonly #limit: number
  #waiting = 0
  readonly #heldBack = new Map<string, number>()

  /** At most `limit` alerts wait at a time. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** True if the match of this rule may become an alert; false counts it as held back. */
  admit(rule: string): boolean {
    if (this.#waiting < this.#limit) {
      this.#waiting++
      return true
    }
    this.#heldBack.set(rule, (this.#heldBack.get(rule) ?? 0) + 1)
    return false
  }

  /** So many alerts were sent without having asked. */
  sent(count: number): void {
    this.#waiting += count
  }

  /** The main thread has taken `count` alerts. */
  taken(count: number): void {
    this.#waiting -= count
  }

  /** Matches held back by rule name since the last call, once there is room to tell of them. */
  takeHeldBack(): ReadonlyMap<string, number> {
    if (this.#waiting >= this.#limit || this.#heldBack.size === 0) return new Map()
    const held = new Map(this.#heldBack)
    this.#heldBack.clear()
    return held
  }
}
