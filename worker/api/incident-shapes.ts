/** What the API says about incidents and alerts, as shapes; the types are those of `schema/incident.ts`. */
import type { AlertJson, IncidentDetailJson, IncidentJson, LedByJson, MuteReason, Reason } from '#schema/incident'
import { priorities } from '#schema/priority'
import {
  anything,
  count,
  flag,
  list,
  map,
  named,
  nullable,
  oneOf,
  optional,
  record,
  type Shape,
  text,
  time,
} from './shape.ts'

const line = text(65_536)

/** One of Falco's eight priorities. */
export const priority = oneOf(priorities)

/** Whether everything that a verdict rests on was seen. */
export const evidence = named('Evidence', map({ complete: flag, lostEvents: count(), missing: list(line) }))

const process = named('Process', map({ pid: count(), startNs: line, name: line, exePath: line, commandLine: line }))

// Field values are whatever the rule's output named: text, numbers, flags and nulls.
const fields = record(anything) as Shape<AlertJson['fields']>

const alertShapes = {
  id: line,
  incident: line,
  node: line,
  hostname: line,
  rule: line,
  priority,
  source: line,
  tags: list(line),
  output: line,
  fields,
  lineage: list(process),
  containerId: line,
  evidence,
  patched: flag,
  count: count(1),
  firstSeen: time,
  lastSeen: time,
}

/** A stored alert with how many it stands for. */
export const alert: Shape<AlertJson> = named('Alert', map(alertShapes))

const muteReason: Shape<MuteReason> = named(
  'MuteReason',
  map({ kind: oneOf(['silence', 'inhibition', 'time_interval', 'correlation']), id: line, text: line }),
)

/** The status of an incident. */
export const status = oneOf(['open', 'acknowledged', 'closed'])

const incidentShapes = {
  id: line,
  title: line,
  priority,
  status,
  assignee: nullable(line),
  firstSeen: time,
  lastSeen: time,
  alertCount: count(),
  rules: list(map({ rule: line, priority, count: count() })),
  nodes: list(line),
  containers: list(line),
  tactics: list(line),
  root: nullable(process),
  evidence,
  mutedBy: optional(list(muteReason)),
}

/** An incident as lists show it. */
export const incident: Shape<IncidentJson> = named('Incident', map(incidentShapes))

const reason: Shape<Reason> = named(
  'Reason',
  map({ kind: oneOf(['first', 'lineage', 'container', 'session', 'fingerprint']), text: line }),
)

const ledBy: Shape<LedByJson> = named(
  'LedBy',
  map({
    id: line,
    rule: line,
    node: line,
    hostname: line,
    time,
    output: line,
    evidence,
    incident: nullable(line),
  }),
)

/** What an operator may do to an incident. */
export const verb = oneOf(['acknowledge', 'assign', 'note', 'close', 'reopen'])

/** An incident with its timeline. */
export const incidentDetail: Shape<IncidentDetailJson> = named(
  'IncidentDetail',
  map({
    ...incidentShapes,
    timeline: list(map({ ...alertShapes, reason })),
    ledBy: list(ledBy),
    actions: list(map({ at: time, action: verb, owner: line, comment: line })),
  }),
)

/** What goes with an act. */
export const actRequest = named(
  'Act',
  map({ owner: optional(text(256)), comment: optional(text(4096)), assignee: optional(text(256)) }),
)
