/** What the API says about everything but incidents, and what it takes, as shapes. */
import {
  anything,
  count,
  filledText,
  flag,
  list,
  map,
  named,
  nullable,
  number,
  oneOf,
  optional,
  record,
  type Shape,
  text,
  time,
} from './shape.ts'

const line = text(65_536)

/** A page of a list. `cursor` asks for the next one. */
export const page = <T>(item: Shape<T>): Shape<{ readonly items: readonly T[]; readonly cursor: string | null }> =>
  map({ items: list(item), cursor: nullable(line) })

/** Every answer that is no success. */
export const error = named(
  'Error',
  map({ code: line, message: line, hint: line, line: optional(count(1)), column: optional(count(1)) }),
)

/** A node with what it last said. */
export const node = named(
  'Node',
  map({
    node: line,
    hostname: line,
    lastSeen: nullable(time),
    enrolledAt: time,
    epoch: nullable(line),
    acknowledged: count(),
    bundle: nullable(line),
    ledger: record(map({ seen: count(), filtered: count(), evaluated: count(), dropped: count() })),
    shed: count(),
    refusedBatches: count(),
    missingAlerts: count(),
  }),
)

/** What a node sends to be known: its Ed25519 key in base64. */
export const enrolment = named('Enrolment', map({ node: text(128), publicKey: text(64), hostname: text(256) }))

const matcher = map({
  name: filledText(512),
  value: text(4096),
  isRegex: optional(flag),
  isEqual: optional(flag),
})

/** A silence to be set. With an `id`, the one to be changed. */
export const silenceRequest = named(
  'SilenceRequest',
  map({
    id: optional(nullable(text(64))),
    matchers: list(matcher, 64),
    startsAt: time,
    endsAt: time,
    createdBy: filledText(256),
    comment: filledText(4096),
  }),
)

const silenceShapes = {
  id: line,
  matchers: list(map({ name: line, value: line, isRegex: flag, isEqual: flag })),
  startsAt: time,
  endsAt: time,
  updatedAt: time,
  createdBy: line,
  comment: line,
  status: map({ state: oneOf(['pending', 'active', 'expired']) }),
}

/** A silence. */
export const silence = named('Silence', map(silenceShapes))

/** A silence with what was done to it. */
export const silenceDetail = named(
  'SilenceDetail',
  map({ ...silenceShapes, acts: list(map({ at: time, action: line, by: line, comment: line })) }),
)

/** A notification on its way, arrived or given up. */
export const delivery = named(
  'Delivery',
  map({
    id: line,
    route: line,
    receiver: line,
    integration: line,
    groupKey: line,
    status: oneOf(['firing', 'resolved']),
    alerts: count(),
    state: oneOf(['pending', 'delivered', 'dead']),
    attempts: count(),
    createdAt: time,
    updatedAt: time,
    nextAttemptAt: nullable(time),
    reason: nullable(line),
  }),
)

/** How much a rule had to say, and what people made of it. */
export const rule = named(
  'Rule',
  map({
    rule: line,
    priority: line,
    alerts: count(),
    incidents: count(),
    closedUnacknowledged: count(),
    nodes: count(),
    share: number,
    lastSeen: time,
    perHour: list(map({ hour: time, alerts: count() })),
  }),
)

/** An exception that would keep most of a rule's alerts away. */
export const proposedException = named(
  'ProposedException',
  map({
    rule: line,
    fields: list(line),
    values: list(list(line)),
    covered: count(),
    looked: count(),
    yaml: line,
  }),
)

/** One change that somebody made. */
export const auditEntry = named('AuditEntry', map({ at: time, actor: line, action: line, target: line, detail: line }))

/** A bundle of rules as it was published. */
export const publishedBundle = named('Bundle', map({ digest: line, signature: line, publishedAt: time }))

/** Labels of an alert. */
export const labels = record(text(16_384), 256)

/** Where an alert would go. */
export const explained = map({ labels, routes: list(record(anything)) })

/** How long and how much is kept. */
export const retention = named('Retention', map({ maxAgeDays: count(1, 3650), maxMegabytes: count(16, 9000) }))

/** A configuration text in force. */
export const configText = map({
  version: count(),
  text: line,
  history: list(map({ version: count(), at: time, digest: line })),
})
