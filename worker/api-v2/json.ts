/** Alerts and groups as Alertmanager's API shows them. */
import type { StandingAlert } from '../correlate/correlator-api.ts'
import { type Labels, labelOf } from '../matchers/labels.ts'
import type { Matcher } from '../matchers/matcher.ts'

/** An alert of `GET /api/v2/alerts`. */
export const alertV2 = (alert: StandingAlert, externalUrl: string) => {
  const of = (...kinds: string[]): string[] =>
    alert.mutedBy.filter((reason) => kinds.includes(reason.kind)).map((reason) => reason.id)
  const [silencedBy, inhibitedBy] = [of('silence'), of('inhibition', 'correlation')]
  return {
    annotations: alert.annotations,
    endsAt: new Date(alert.endsMs).toISOString(),
    fingerprint: alert.fingerprint.slice(0, 16),
    receivers: alert.receivers.map((name) => ({ name })),
    startsAt: new Date(alert.startsMs).toISOString(),
    status: { inhibitedBy, silencedBy, state: silencedBy.length + inhibitedBy.length > 0 ? 'suppressed' : 'active' },
    updatedAt: new Date(alert.startsMs).toISOString(),
    generatorURL: `${externalUrl}/#/incidents/${alert.incident}`,
    labels: alert.labels,
  }
}

/** The JSON of an alert. */
export type AlertV2 = ReturnType<typeof alertV2>

/** What a request for alerts leaves out. */
export interface AlertFilter {
  readonly matchers: readonly Matcher[]
  readonly receiver: { test(text: string): boolean } | undefined
  readonly active: boolean
  readonly silenced: boolean
  readonly inhibited: boolean
}

/** Whether an alert is asked for by its state and receiver; its labels have been looked at where it is stored. */
export const isWanted = (alert: AlertV2, filter: AlertFilter): boolean => {
  const { silencedBy, inhibitedBy, state } = alert.status
  if (!filter.active && state === 'active') return false
  if (!filter.silenced && silencedBy.length > 0) return false
  if (!filter.inhibited && inhibitedBy.length > 0) return false
  return filter.receiver === undefined || alert.receivers.some(({ name }) => filter.receiver?.test(name))
}

/** Whether a silence has a matcher of each name asked for with the value asked for. */
export const matchersWanted = (
  matchers: readonly { readonly name: string; readonly value: string }[],
  wanted: readonly Matcher[],
): boolean => {
  const labels: Labels = Object.fromEntries(matchers.map(({ name, value }) => [name, value]))
  return wanted.every((matcher) => labelOf(labels, matcher.name) !== '' && matcher.matches(labels))
}
