/** One alert as the correlator sees it: its identity, and its place in time. */
import type { Alert } from '#schema/alert'
import { defaultFields, fingerprintOf, labelFingerprintOf } from '../dedupe/fingerprint.ts'
import { endsAtField, labelsOf, prometheusSource } from '../matchers/labels.ts'
import { parseTime } from '../mute/silence.ts'

/** An alert with its identity. */
export interface Occurrence {
  readonly id: string
  readonly node: string
  readonly fingerprint: string
  readonly alert: Alert
}

/** What tells repeats of an alert from others: its labels where it came with them, else what its rule goes by. */
export const fingerprintOfAlert = (node: string, alert: Alert, fields = defaultFields): string =>
  alert.source === prometheusSource ? labelFingerprintOf(labelsOf(node, alert)) : fingerprintOf(node, alert, fields)

/** When an alert ends by its own word, in milliseconds since 1970; undefined for those that just happen. */
export const endOf = (alert: Alert): number | undefined => {
  const endsAt = alert.fields[endsAtField]
  return typeof endsAt === 'string' ? parseTime(endsAt) : undefined
}

/** Whether an alert only says that it is over. */
export const isEnd = (alert: Alert): boolean => {
  const endsMs = endOf(alert)
  return endsMs !== undefined && BigInt(endsMs) * 1_000_000n <= alert.timeNs
}

/** Total order of alerts: by time, then by identity. */
export const compareOccurrences = (left: Moment, right: Moment): number => {
  if (left.timeNs !== right.timeNs) return left.timeNs < right.timeNs ? -1 : 1
  return left.id < right.id ? -1 : left.id > right.id ? 1 : 0
}

/** When which alert was. */
export interface Moment {
  readonly timeNs: bigint
  readonly id: string
}

/** The moment of an occurrence. */
export const momentOf = ({ id, alert }: Occurrence): Moment => ({ timeNs: alert.timeNs, id })

/** The earlier of two moments. */
export const earlier = <T extends Moment>(left: T, right: T): T => (compareOccurrences(left, right) <= 0 ? left : right)

/** The later of two moments. */
export const later = <T extends Moment>(left: T, right: T): T => (compareOccurrences(left, right) >= 0 ? left : right)
