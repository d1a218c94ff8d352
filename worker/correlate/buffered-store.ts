/**
 * Keeps what one round of placements touches in memory, and writes each row once at the end. A batch is mostly repeats
 * of few alerts, so this spares nearly all reads and writes of the store below.
 */
import type { Entry } from './entry.ts'
import { type BulkStore, gapNs, type IncidentStore, type Interval } from './place.ts'
import type { Summary } from './summary.ts'
import { keysOf } from './ties.ts'

/** Later than any time that nanoseconds in 64 bits can tell. */
const endOfTimeNs = 1n << 63n

interface Intervals {
  readonly before: readonly Interval[]
  now: readonly Interval[]
}

/** A store over another. Nothing reaches the one below before `flush`, save that a merge flushes by itself. */
export class BufferedStore implements IncidentStore {
  readonly #below: BulkStore
  readonly #intervals = new Map<string, Intervals>()
  readonly #summaries = new Map<string, { summary: Summary; isChanged: boolean }>()
  readonly #entries = new Map<string, { incident: string; entry: Entry | undefined; isChanged: boolean }>()
  /** Incidents that began here: the store below has no entries of them. */
  readonly #begun = new Set<string>()
  /** What others were absorbed into: the store below has entries of it. */
  readonly #grown = new Set<string>()

  constructor(below: BulkStore) {
    this.#below = below
  }

  /** Reads at once what placing these entries will most likely ask for. */
  prepare(entries: readonly Entry[]): void {
    const keys = new Map(entries.map((entry) => [entry, keysOf(entry.sample)]))
    const found = this.#below.intervalsOf([...new Set([...keys.values()].flat())])
    for (const key of [...keys.values()].flat())
      if (!this.#intervals.has(key)) {
        const before = found.get(key) ?? []
        this.#intervals.set(key, { before, now: before })
      }
    const asked = entries.flatMap((entry) => this.#incidentsNear(entry, keys.get(entry) ?? []))
    for (const [id, summary] of this.#below.summariesOf([...new Set(asked.map(([incident]) => incident))]))
      if (!this.#summaries.has(id)) this.#summaries.set(id, { summary, isChanged: false })
    const unknown = asked.filter(([incident, fingerprint]) => !this.#entries.has(`${incident}/${fingerprint}`))
    for (const [incident, fingerprint] of unknown)
      this.#entries.set(`${incident}/${fingerprint}`, { incident, entry: undefined, isChanged: false })
    for (const [incident, entry] of this.#below.entriesOf(unknown))
      this.#entries.set(`${incident}/${entry.fingerprint}`, { incident, entry, isChanged: false })
  }

  #incidentsNear(entry: Entry, keys: readonly string[]): readonly (readonly [string, string])[] {
    const [fromNs, toNs] = [entry.first.timeNs - gapNs, entry.sample.alert.timeNs + gapNs]
    const near = keys.flatMap((key) => this.intervals(key, fromNs, toNs).map(({ incident }) => incident))
    return [...new Set(near)].map((incident) => [incident, entry.fingerprint])
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
    if (!this.#summaries.has(incident) && !this.#grown.has(incident)) this.#begun.add(incident)
    this.#summaries.set(incident, { summary, isChanged: true })
  }

  entry(incident: string, fingerprint: string): Entry | undefined {
    const id = `${incident}/${fingerprint}`
    const known = this.#entries.get(id)
    if (known !== undefined) return known.entry
    const entry = this.#begun.has(incident) ? undefined : this.#below.entry(incident, fingerprint)
    this.#entries.set(id, { incident, entry, isChanged: false })
    return entry
  }

  putEntry(incident: string, entry: Entry): void {
    this.#entries.set(`${incident}/${entry.fingerprint}`, { incident, entry, isChanged: true })
  }

  absorb(from: string, into: string): void {
    this.flush()
    this.#below.absorb(from, into)
    this.#grown.add(into)
  }

  /** Writes what changed, and forgets everything. */
  flush(): void {
    const intervals = [...this.#intervals.values()].filter(({ before, now }) => before !== now)
    this.#below.write({
      summaries: [...this.#summaries].flatMap(([incident, { summary, isChanged }]) =>
        isChanged ? [[incident, summary] as const] : [],
      ),
      entries: [...this.#entries.values()].flatMap(({ incident, entry, isChanged }) =>
        isChanged && entry !== undefined ? [[incident, entry] as const] : [],
      ),
      removed: intervals.flatMap(({ before, now }) => before.filter((interval) => !now.includes(interval))),
      intervals: intervals.flatMap(({ before, now }) => now.filter((interval) => !before.includes(interval))),
    })
    this.#summaries.clear()
    this.#entries.clear()
    this.#intervals.clear()
    this.#begun.clear()
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
