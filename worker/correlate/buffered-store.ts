/**
 * Keeps what one round of placements touches in memory, and writes each row once at the end. A batch is mostly repeats
 * of few alerts, so this spares nearly all reads and writes of the store below.
 */
import type { Entry } from './entry.ts'
import type { IncidentStore, Interval } from './place.ts'
import type { Summary } from './summary.ts'

/** Later than any time that nanoseconds in 64 bits can tell. */
const endOfTimeNs = 1n << 63n

interface Intervals {
  readonly before: readonly Interval[]
  now: readonly Interval[]
}

/** A store over another. Nothing reaches the one below before `flush`, save that a merge flushes by itself. */
export class BufferedStore implements IncidentStore {
  readonly #below: IncidentStore
  readonly #intervals = new Map<string, Intervals>()
  readonly #summaries = new Map<string, { summary: Summary; isChanged: boolean }>()
  readonly #entries = new Map<string, { incident: string; entry: Entry | undefined; isChanged: boolean }>()

  constructor(below: IncidentStore) {
    this.#below = below
  }

  intervals(key: string, fromNs: bigint, toNs: bigint): readonly Interval[] {
    return this.#intervalsOf(key).now.filter((interval) => interval.lastNs >= fromNs && interval.firstNs <= toNs)
  }

  removeInterval({ key, firstNs }: Interval): void {
    const intervals = this.#intervalsOf(key)
    intervals.now = intervals.now.filter((interval) => interval.firstNs !== firstNs)
  }

  putInterval(interval: Interval): void {
    const intervals = this.#intervalsOf(interval.key)
    intervals.now = [...intervals.now, interval]
  }

  summary(incident: string): Summary {
    const known = this.#summaries.get(incident)?.summary
    if (known !== undefined) return known
    const summary = this.#below.summary(incident)
    this.#summaries.set(incident, { summary, isChanged: false })
    return summary
  }

  putSummary(incident: string, summary: Summary): void {
    this.#summaries.set(incident, { summary, isChanged: true })
  }

  entry(incident: string, fingerprint: string): Entry | undefined {
    const id = `${incident}/${fingerprint}`
    const known = this.#entries.get(id)
    if (known !== undefined) return known.entry
    const entry = this.#below.entry(incident, fingerprint)
    this.#entries.set(id, { incident, entry, isChanged: false })
    return entry
  }

  putEntry(incident: string, entry: Entry): void {
    this.#entries.set(`${incident}/${entry.fingerprint}`, { incident, entry, isChanged: true })
  }

  absorb(from: string, into: string): void {
    this.flush()
    this.#below.absorb(from, into)
  }

  /** Writes what changed, and forgets everything. */
  flush(): void {
    for (const [incident, { summary, isChanged }] of this.#summaries)
      if (isChanged) this.#below.putSummary(incident, summary)
    for (const { incident, entry, isChanged } of this.#entries.values())
      if (isChanged && entry !== undefined) this.#below.putEntry(incident, entry)
    for (const { before, now } of this.#intervals.values()) {
      for (const interval of before) if (!now.includes(interval)) this.#below.removeInterval(interval)
      for (const interval of now) if (!before.includes(interval)) this.#below.putInterval(interval)
    }
    this.#summaries.clear()
    this.#entries.clear()
    this.#intervals.clear()
  }

  #intervalsOf(key: string): Intervals {
    const known = this.#intervals.get(key)
    if (known !== undefined) return known
    const before = this.#below.intervals(key, 0n, endOfTimeNs)
    const intervals = { before, now: before }
    this.#intervals.set(key, intervals)
    return intervals
  }
}
