/**
 * A patch says an alert again, with what was still being asked when it left. It takes the alert's place in its folded
 * entry under the alert's own id: nothing is counted, nobody is notified, and applying it twice is applying it once. If
 * a newer repeat has taken the place already, there is nothing to complete. What the alert is tied to only now, such as
 * its pod, joins its incident.
 */
import type { Entry } from './entry.ts'
import type { Occurrence } from './occurrence.ts'
import { type IncidentStore, type Placement, tieTo } from './place.ts'
import type { Summary } from './summary.ts'
import { type IsCut, keysOf, nothingCut } from './ties.ts'

/** What a patch needs of a store of incidents. */
export interface PatchedStore extends IncidentStore {
  /** The folded alerts of an incident; `limit` is how many at most. */
  entries(incident: string, limit: number): readonly Entry[]
}

/** Folded alerts looked at to say whether an incident still waits for something. */
const entriesAsked = 1_000

/** Applies a patch; answers the incident that it changed and what joined that, or undefined if it changed none. */
export function applyPatch(patch: Occurrence, store: PatchedStore, isCut: IsCut = nothingCut): Placement | undefined {
  const { timeNs, patches } = patch.alert
  const keys = keysOf(patch, isCut)
  const incidents = new Set(
    [...keys, `f/${patch.fingerprint}`].flatMap((key) =>
      store.intervals(key, timeNs, timeNs).map((one) => one.incident),
    ),
  )
  for (const incident of incidents) {
    const entry = store.entry(incident, patch.fingerprint)
    if (entry === undefined || patches === undefined || entry.sample.alert.patchable !== patches) continue
    const before = entry.sample
    store.putEntry(incident, { ...entry, sample: { ...before, alert: { ...patch.alert, seq: before.alert.seq } } })
    forgive(incident, before.alert.evidence.missing, store)
    const known = new Set(keysOf(before, isCut))
    const added = keys.filter((key) => !known.has(key))
    return added.length === 0 ? { incident, absorbed: [] } : tieTo(incident, added, timeNs, store)
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
