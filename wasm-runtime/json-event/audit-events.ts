/** The audit events of a text that an API server wrote or posted: one event, an `EventList`, or an array of those. */
import { itemsOf, type Json, member, parseJson } from './json.ts'

/** One event with its time. */
export interface TimedEvent {
  readonly event: Json
  /** Nanoseconds since 1970. */
  readonly timestampNs: bigint
}

/** A text that holds no audit event; the message says why. */
export class NotAuditEvent extends Error {}

/** Reads a text; throws SyntaxError or NotAuditEvent. */
export const auditEvents = (text: string): readonly TimedEvent[] => eventsOf(parseJson(text))

function eventsOf(value: Json): readonly TimedEvent[] {
  if (Array.isArray(value)) return value.flatMap(eventsOf)
  const kind = member(value, 'kind')
  if (kind === 'EventList') return itemsOf(member(value, 'items')).map(timed)
  if (kind === 'Event') return [timed(value)]
  throw new NotAuditEvent('this is no audit event of Kubernetes: its kind is neither Event nor EventList')
}

function timed(event: Json): TimedEvent {
  const stamp = member(event, 'stageTimestamp')
  const timestampNs = typeof stamp === 'string' ? nanosecondsOf(stamp) : undefined
  if (timestampNs === undefined) throw new NotAuditEvent('the audit event has no stageTimestamp that is a time')
  return { event, timestampNs }
}

/** RFC 3339 with up to nine digits of a second. */
function nanosecondsOf(stamp: string): bigint | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:\d\d)$/.exec(stamp)
  const seconds = match === null ? Number.NaN : Date.parse(`${match[1]}${match[3]}`)
  if (match === null || Number.isNaN(seconds)) return undefined
  return BigInt(seconds) * 1_000_000n + BigInt((match[2] ?? '').padEnd(9, '0'))
}
