/** What the API says about incidents and alerts, as shapes; the types are those of `schema/incident.ts`. */
import type {
  AlertJson,
  IncidentDetailJson,
  IncidentJson,
  LedByJson,
  MuteReason,
  Reason,
  SeverityJson,
  TieJson,
} from '#schema/incident'
import { priorities } from '#schema/priority'
import {
  anything,
  count,
  filledText,
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

const severity: Shape<SeverityJson> = named(
  'Severity',
  map({
    level: oneOf(['low', 'medium', 'high', 'critical']),
    score: count(0, 100),
    of: map({ priority: count(), tactics: count(), rarity: count() }),
  }),
)

const incidentShapes = {
  id: line,
  title: line,
  priority,
  severity,
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

const tieKinds = ['lineage', 'container', 'object', 'workload', 'user', 'address', 'executable'] as const

const tie: Shape<TieJson> = named('Tie', map({ kind: oneOf(tieKinds), key: line, text: line, alerts: count(2) }))

const reason: Shape<Reason> = named(
  'Reason',
  map({ kind: oneOf(['first', 'session', 'fingerprint', ...tieKinds]), text: line }),
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
export const verb = oneOf(['acknowledge', 'assign', 'note', 'close', 'reopen', 'split', 'merge'])

/** An incident with its timeline. */
export const incidentDetail: Shape<IncidentDetailJson> = named(
  'IncidentDetail',
  map({
    ...incidentShapes,
    timeline: list(map({ ...alertShapes, reason })),
    ties: list(tie),
    ledBy: list(ledBy),
    actions: list(map({ at: time, action: verb, owner: line, comment: line })),
  }),
)

/** What goes with an act. */
export const actRequest = named(
  'Act',
  map({ owner: optional(text(256)), comment: optional(text(4096)), assignee: optional(text(256)) }),
)

/** Where an incident is to be split, and until when that tie joins nothing. */
export const splitRequest = named(
  'Split',
  map({ tie: filledText(8192), owner: optional(text(256)), comment: optional(text(4096)), endsAt: optional(time) }),
)

/** Which other incident is to be one with it. */
export const joinRequest = named(
  'Merge',
  map({ incident: filledText(64), owner: optional(text(256)), comment: optional(text(4096)) }),
)
