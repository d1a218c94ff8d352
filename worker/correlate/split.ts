/**
 * Takes an incident apart where somebody says that a tie means nothing: a proxy's address, an account that many use.
 * The tie is cut from the incident's beginning until a time to come, and the alerts are placed again without it.
 * Repeats of one alert stay together. The part with the earliest alert keeps the id, and what people did.
 */
import type { TieJson } from '#schema/incident'
import type { Entry } from './entry.ts'
import { gapNs, type IncidentStore, placeEntry } from './place.ts'
import { tieText } from './reason.ts'
import { type IsCut, type Tie, tiesOfEntry } from './ties.ts'

/** The ties that two or more folded alerts share, those of the most alerts first, at most `limit`. */
export const sharedTies = (entries: readonly Entry[], isCut: IsCut, limit: number): readonly TieJson[] => {
  const found = new Map<string, { readonly tie: Tie; alerts: number }>()
  for (const entry of entries)
    for (const tie of tiesOfEntry(entry)) {
      if (isCut(tie.key, entry.first.timeNs)) continue
      const known = found.get(tie.key)
      if (known === undefined) found.set(tie.key, { tie, alerts: 1 })
      else known.alerts += 1
    }
  return [...found.values()]
    .filter(({ alerts }) => alerts > 1)
    .sort((left, right) => right.alerts - left.alerts || (left.tie.key < right.tie.key ? -1 : 1))
    .slice(0, limit)
    .map(({ tie, alerts }) => ({ kind: tie.kind, key: tie.key, text: tieText(tie), alerts }))
}

/** What splitting needs of a store. */
export interface SplitStore extends IncidentStore {
  /** Forgets the folded alerts of an incident and what ties them, and keeps the rest of it. */
  empty(incident: string): void
}

/**
 * Places the folded alerts of an incident again, in order. Answers which incident each fingerprint is in now; the first
 * of them is the one that was split.
 */
export const placeAgain = (
  incident: string,
  entries: readonly Entry[],
  store: SplitStore,
  isCut: IsCut,
): ReadonlyMap<string, string> => {
  store.empty(incident)
  const into = new Map<string, string>()
  const now = new Map<string, string>()
  for (const entry of entries) {
    const placement = placeEntry(entry, store, isCut)
    for (const absorbed of placement.absorbed) into.set(absorbed, placement.incident)
    now.set(entry.fingerprint, placement.incident)
  }
  const settled = (id: string): string => {
    const next = into.get(id)
    return next === undefined || next === id ? id : settled(next)
  }
  return new Map([...now].map(([fingerprint, id]) => [fingerprint, settled(id)]))
}

/** From when a tie of an incident is cut: nothing that reached its first alert is left. */
export const cutFrom = (firstNs: bigint): bigint => (firstNs > gapNs ? firstNs - gapNs : 0n)
