/** What a round of placements changed, for the live stream. Bounded: who needs all of it reads the lists. */
import type { Occurrence } from './occurrence.ts'
import type { Placement } from './place.ts'

const maxEntries = 200

/** Gathers incidents and folded alerts that changed, following merges as they happen. */
export class Changes {
  readonly #absorbed = new Map<string, string>()
  readonly #incidents = new Set<string>()
  readonly #entries = new Map<string, readonly [incident: string, fingerprint: string]>()

  add(occurrence: Occurrence, { incident, absorbed }: Placement): void {
    for (const id of absorbed) {
      this.#absorbed.set(id, incident)
      this.#incidents.delete(id)
    }
    this.#absorbed.delete(incident)
    this.#incidents.add(incident)
    this.#entries.delete(occurrence.fingerprint)
    this.#entries.set(occurrence.fingerprint, [incident, occurrence.fingerprint])
  }

  /** Absorbed incidents, each with the one it is in now. */
  get merges(): readonly (readonly [from: string, into: string])[] {
    return [...this.#absorbed].map(([from, into]) => [from, this.#now(into)])
  }

  get incidents(): readonly string[] {
    return [...this.#incidents]
  }

  /** The folded alerts that changed last. */
  get entries(): readonly (readonly [incident: string, fingerprint: string])[] {
    return [...this.#entries.values()]
      .slice(-maxEntries)
      .map(([incident, fingerprint]) => [this.#now(incident), fingerprint])
  }

  #now(incident: string): string {
    let id = incident
    for (let next = this.#absorbed.get(id); next !== undefined; next = this.#absorbed.get(id)) id = next
    return id
  }
}
