/** Incidents in memory: for trying out a set of alerts without an edge. */
import { type Entry, mergeEntries } from './entry.ts'
import type { IncidentStore, Interval } from './place.ts'
import type { Summary } from './summary.ts'

/** An incident as it stands. */
export interface Incident {
  readonly summary: Summary
  readonly entries: ReadonlyMap<string, Entry>
}

/** Holds incidents in maps. */
export class MemoryStore implements IncidentStore {
  readonly #intervals = new Map<string, readonly Interval[]>()
  readonly #incidents = new Map<string, { summary: Summary; entries: Map<string, Entry> }>()

  /** All incidents by id. */
  get incidents(): ReadonlyMap<string, Incident> {
    return this.#incidents
  }

  intervals(key: string, fromNs: bigint, toNs: bigint): readonly Interval[] {
    return this.#of(key).filter((interval) => interval.lastNs >= fromNs && interval.firstNs <= toNs)
  }

  removeInterval({ key, firstNs }: Interval): void {
    this.#intervals.set(
      key,
      this.#of(key).filter((interval) => interval.firstNs !== firstNs),
    )
  }

  putInterval(interval: Interval): void {
    this.#intervals.set(interval.key, [...this.#of(interval.key), interval])
  }

  summary(incident: string): Summary {
    const found = this.#incidents.get(incident)
    if (found === undefined) throw new Error(`no incident ${incident}`)
    return found.summary
  }

  putSummary(incident: string, summary: Summary): void {
    const entries = this.#incidents.get(incident)?.entries ?? new Map<string, Entry>()
    this.#incidents.set(incident, { summary, entries })
  }

  entry(incident: string, fingerprint: string): Entry | undefined {
    return this.#incidents.get(incident)?.entries.get(fingerprint)
  }

  putEntry(incident: string, entry: Entry): void {
    this.#incidents.get(incident)?.entries.set(entry.fingerprint, entry)
  }

  /** The folded alerts of an incident. */
  entries(incident: string): readonly Entry[] {
    return [...(this.#incidents.get(incident)?.entries.values() ?? [])]
  }

  /** Forgets the folded alerts of an incident and what ties them. */
  empty(incident: string): void {
    this.#incidents.get(incident)?.entries.clear()
    for (const [key, intervals] of this.#intervals)
      this.#intervals.set(
        key,
        intervals.filter((interval) => interval.incident !== incident),
      )
  }

  absorb(from: string, into: string): void {
    const source = this.#incidents.get(from)
    if (source === undefined) return
    this.#incidents.delete(from)
    for (const [key, intervals] of this.#intervals)
      this.#intervals.set(
        key,
        intervals.map((interval) => (interval.incident === from ? { ...interval, incident: into } : interval)),
      )
    const target = this.#incidents.get(into) ?? { summary: source.summary, entries: new Map<string, Entry>() }
    this.#incidents.set(into, target)
    for (const [fingerprint, entry] of source.entries) {
      const before = target.entries.get(fingerprint)
      target.entries.set(fingerprint, before === undefined ? entry : mergeEntries(before, entry))
    }
  }

  #of(key: string): readonly Interval[] {
    return this.#intervals.get(key) ?? []
  }
}
