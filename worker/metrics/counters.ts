/** What this isolate counted since it began: requests by outcome. They begin again with it, as Prometheus expects. */

/** Counts under names. */
export class Counters {
  readonly #counts = new Map<string, number>()

  add(name: string, by = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by)
  }

  /** All counts, by name. */
  get all(): ReadonlyMap<string, number> {
    return this.#counts
  }
}

/** The counts of this isolate. */
export const counters = new Counters()
