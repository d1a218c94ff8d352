/** What operators do to how alerts belong together: they split an incident at a tie, or make one of two. */
import type { StandingStore } from '../route/standing-store.ts'
import type { JoinRequest, SplitRequest } from './correlator-api.ts'
import { join, type Placement } from './place.ts'
import type { Separations } from './separations.ts'
import { cutFrom, placeAgain, sharedTies } from './split.ts'
import type { SqlStore } from './sql-store.ts'

/** How many folded alerts an incident may have to be split: placing them takes one turn. */
const maxEntries = 20_000

/** What became of a split: the parts, or why there are none. */
export type Split =
  | { readonly kind: 'split'; readonly parts: readonly string[] }
  | { readonly kind: 'incident_unknown' | 'tie_unknown' | 'incident_too_large' }

/** Splits and merges incidents. Callers hold the transaction. */
export class Joiner {
  readonly #store: SqlStore
  readonly #standing: StandingStore
  readonly #separations: Separations

  constructor(store: SqlStore, standing: StandingStore, separations: Separations) {
    this.#store = store
    this.#standing = standing
    this.#separations = separations
  }

  /** Cuts a tie of an incident until `untilNs`. The first part has the id of the whole. */
  split(id: string, { tie, owner, comment, untilNs }: SplitRequest, nowMs: number): Split {
    const incident = this.#store.resolve(id)
    if (incident === undefined) return { kind: 'incident_unknown' }
    const entries = this.#store.entries(incident, maxEntries + 1)
    if (entries.length > maxEntries) return { kind: 'incident_too_large' }
    const { isCut } = this.#separations
    if (!sharedTies(entries, isCut, Number.POSITIVE_INFINITY).some(({ key }) => key === tie))
      return { kind: 'tie_unknown' }
    const { first } = this.#store.summary(incident)
    this.#separations.put({ key: tie, fromNs: cutFrom(first.timeNs), untilNs })
    const now = placeAgain(incident, entries, this.#store, isCut)
    for (const [fingerprint, part] of now) this.#standing.move(fingerprint, incident, part)
    const parts = [...new Set(now.values())]
    for (const part of parts) this.#store.revive(part)
    this.#store.note(incident, { verb: 'split', owner, comment }, nowMs)
    return { kind: 'split', parts }
  }

  /** Makes one of two; undefined where either is unknown or they are one already. */
  merge(id: string, { incident, owner, comment }: JoinRequest, nowMs: number): Placement | undefined {
    const one = this.#store.resolve(id)
    const other = this.#store.resolve(incident)
    if (one === undefined || other === undefined || one === other) return undefined
    const placement = join(one, other, this.#store)
    for (const from of placement.absorbed) this.#standing.merge(from, placement.incident)
    this.#store.note(placement.incident, { verb: 'merge', owner, comment }, nowMs)
    return placement
  }
}
