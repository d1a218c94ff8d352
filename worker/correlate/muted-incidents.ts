/** What mutes an incident: it is muted as long as each of its alerts is. */
import type { IncidentJson, MuteReason } from '#schema/incident'
import { labelsOf } from '../matchers/labels.ts'
import type { AlertDesk } from '../route/alert-desk.ts'
import type { Entry } from './entry.ts'

/** How many kinds of alert of one incident are looked at, the earliest first. */
const maxEntries = 64

/** An incident with what mutes it. `entriesOf` finds its folded alerts, at most as many as asked for. */
export const withMutes = (
  incident: IncidentJson,
  desk: AlertDesk,
  entriesOf: (id: string, limit: number) => readonly Entry[],
  nowMs: number,
): IncidentJson => {
  if (!desk.mutesAnything(nowMs)) return { ...incident, mutedBy: [] }
  const reasons = new Map<string, MuteReason>()
  for (const { fingerprint, sample } of entriesOf(incident.id, maxEntries)) {
    const found = desk.mutedEverywhereBy(fingerprint, labelsOf(sample.node, sample.alert), nowMs)
    if (found.length === 0) return { ...incident, mutedBy: [] }
    for (const reason of found) reasons.set(`${reason.kind} ${reason.id}`, reason)
  }
  return { ...incident, mutedBy: [...reasons.values()] }
}
