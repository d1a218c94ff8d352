/** Incidents and alerts as the API shows them. */
import type { Evidence, FieldValue, ProcessKey } from '#schema/alert'
import type { AlertJson, IncidentJson, ProcessJson } from '#schema/incident'
import { type Priority, priorities } from '#schema/priority'
import type { Entry } from '../correlate/entry.ts'
import { compareOccurrences } from '../correlate/occurrence.ts'
import type { Summary } from '../correlate/summary.ts'
import { rootOf, rulesInOrder, titleOf } from '../correlate/title.ts'
import { rfc3339 } from './rfc3339.ts'
import { type ShareOf, severityOf } from './severity.ts'

/** What a person has said about an incident. */
export type Status = IncidentJson['status']

/** An incident as JSON. */
export const incidentJson = (
  id: string,
  { status, assignee }: Pick<IncidentJson, 'status' | 'assignee'>,
  summary: Summary,
  shareOf: ShareOf,
): IncidentJson => {
  const rules = rulesInOrder(summary).map(([rule, { rank, count }]) => ({ rule, priority: priorityOf(rank), count }))
  const root = rootOf(summary)
  return {
    id,
    title: titleOf(summary),
    priority: rules[0]?.priority ?? 'Debug',
    severity: severityOf(summary, shareOf),
    status,
    assignee,
    firstSeen: rfc3339(summary.first.timeNs),
    lastSeen: rfc3339(summary.last.timeNs),
    alertCount: summary.count,
    rules,
    nodes: summary.nodes,
    containers: summary.containers,
    tactics: Object.entries(summary.tactics)
      .sort(
        ([leftName, left], [rightName, right]) => compareOccurrences(left, right) || (leftName < rightName ? -1 : 1),
      )
      .map(([tactic]) => tactic),
    root: root === undefined ? null : processJson(root),
    evidence: summary.evidence,
  }
}

/** A folded alert as JSON. Its id is that of the earliest of its repeats, the rest is the newest. */
export const alertJson = (incident: string, entry: Entry): AlertJson => {
  const { node, alert } = entry.sample
  return {
    id: entry.first.id,
    incident,
    node,
    hostname: alert.hostname,
    rule: alert.rule,
    priority: alert.priority,
    source: alert.source,
    tags: alert.tags,
    output: alert.output,
    fields: Object.fromEntries(Object.entries(alert.fields).map(([name, value]) => [name, fieldJson(value)])),
    lineage: alert.lineage.map(processJson),
    containerId: alert.containerId,
    evidence: alert.evidence satisfies Evidence,
    patched: alert.patches !== undefined,
    count: entry.count,
    firstSeen: rfc3339(entry.first.timeNs),
    lastSeen: rfc3339(alert.timeNs),
  }
}

const priorityOf = (rank: number): Priority => priorities[rank] ?? 'Debug'

const processJson = (process: ProcessKey): ProcessJson => ({ ...process, startNs: String(process.startNs) })

/** JSON has no 64-bit integers: those that a double cannot hold become decimal text. */
const fieldJson = (value: FieldValue): FieldValue => {
  if (typeof value !== 'bigint') return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}
