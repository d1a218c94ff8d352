/** What a receiver is told: the alerts of one group at one time. */
import { type Labels, labelOf } from '../matchers/labels.ts'
import { Pairs, Time } from '../template/values.ts'

/** One alert of a notification; times in milliseconds since 1970. */
export interface NotifiedAlert {
  readonly fingerprint: string
  readonly status: 'firing' | 'resolved'
  readonly labels: Labels
  readonly annotations: Labels
  readonly startsMs: number
  readonly endsMs: number
  /** The incident that it belongs to. */
  readonly incident: string
}

/** A notification. Its id stays the same however often it is sent. */
export interface Notification {
  readonly id: string
  readonly groupKey: string
  readonly groupLabels: Labels
  readonly receiver: string
  readonly alerts: readonly NotifiedAlert[]
  readonly truncatedAlerts: number
  readonly atMs: number
  /** Where the edge's console is. */
  readonly externalUrl: string
}

/** Firing as long as one of its alerts is. */
export const statusOf = ({ alerts }: Notification): 'firing' | 'resolved' =>
  alerts.some((alert) => alert.status === 'firing') ? 'firing' : 'resolved'

/** The names and values that all of them have. */
export const commonOf = (all: readonly Labels[]): Labels => {
  const [first, ...others] = all
  return Object.fromEntries(
    Object.entries(first ?? {}).filter(([name, value]) => others.every((labels) => labelOf(labels, name) === value)),
  )
}

/** Where a person finds an alert. */
export const linkOf = (externalUrl: string, alert: NotifiedAlert): string =>
  `${externalUrl}/#/incidents/${alert.incident}`

/** A moment in RFC 3339; what has not ended has Go's first moment. */
export const timeJson = (ms: number): string => new Date(ms).toISOString()

/** Alertmanager's way to say that a time is not set. */
export const noTime = '0001-01-01T00:00:00Z'

/** The data that templates see, under Alertmanager's names. */
export const templateDataOf = (notification: Notification): Readonly<Record<string, unknown>> => ({
  Receiver: notification.receiver,
  Status: statusOf(notification),
  GroupKey: notification.groupKey,
  ExternalURL: notification.externalUrl,
  TruncatedAlerts: notification.truncatedAlerts,
  GroupLabels: new Pairs(notification.groupLabels),
  CommonLabels: new Pairs(commonOf(notification.alerts.map((alert) => alert.labels))),
  CommonAnnotations: new Pairs(commonOf(notification.alerts.map((alert) => alert.annotations))),
  Alerts: notification.alerts.map((alert) => ({
    Status: alert.status,
    Labels: new Pairs(alert.labels),
    Annotations: new Pairs(alert.annotations),
    StartsAt: new Time(alert.startsMs),
    EndsAt: new Time(alert.endsMs),
    GeneratorURL: linkOf(notification.externalUrl, alert),
    Fingerprint: alert.fingerprint,
  })),
})
