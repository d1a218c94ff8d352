/**
 * A patch says an alert again, with what was still being asked when it left. It takes the alert's place in its folded
 * entry under the alert's own id: nothing is counted, nobody is notified, and applying it twice is applying it once. If
 * a newer repeat has taken the place already, there is nothing to complete.
 */
import type { Entry } from './entry.ts'
import { keysOf, type Occurrence } from './occurrence.ts'
import type { IncidentStore } from './place.ts'
import type { Summary } from './summary.ts'

/** What a patch needs of a store of incidents. */
export type PatchedStore = Pick<IncidentStore, 'intervals' | 'entry' | 'putEntry' | 'summary' | 'putSummary'> & {
  /** The folded alerts of an incident; `limit` is how many at most. */
  entries(incident: string, limit: number): readonly Entry[]
}

/** Folded alerts looked at to say whether an incident still waits for something. */
const entriesAsked = 1_000

/** Applies a patch; answers the incident that it changed, or undefined if it changed none. */
export function applyPatch(patch: Occurrence, store: PatchedStore): string | undefined {
  const { timeNs, patches } = patch.alert
  const incidents = new Set(
    keysOf(patch).flatMap((key) => store.intervals(key, timeNs, timeNs).map((one) => one.incident)),
  )
  for (const incident of incidents) {
    const entry = store.entry(incident, patch.fingerprint)
    if (entry === undefined || patches === undefined || entry.sample.alert.patchable !== patches) continue
    const before = entry.sample
    store.putEntry(incident, { ...entry, sample: { ...before, alert: { ...patch.alert, seq: before.alert.seq } } })
    forgive(incident, before.alert.evidence.missing, store)
    return incident
  }
  return undefined
}

/** What no alert of an incident misses any more, the incident does not miss either. */
function forgive(incident: string, missed: readonly string[], store: PatchedStore): void {
  const summary = store.summary(incident)
  const left = new Set(store.entries(incident, entriesAsked).flatMap(({ sample }) => sample.alert.evidence.missing))
  const missing = summary.evidence.missing.filter((one) => left.has(one) || !missed.includes(one))
  if (missing.length === summary.evidence.missing.length) return
  const { lostEvents } = summary.evidence
  const evidence: Summary['evidence'] = { complete: missing.length === 0 && lostEvents === 0, lostEvents, missing }
  store.putSummary(incident, { ...summary, evidence })
}
