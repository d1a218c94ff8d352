/** An alert as one JSON document, for stores of logs. */
import { labelOf } from '../../matchers/labels.ts'
import { linkOf, type Notification, type NotifiedAlert, timeJson } from '../notification.ts'

/** The document of an alert. */
export const alertLine = (notification: Notification, alert: NotifiedAlert) => ({
  '@timestamp': timeJson(alert.status === 'firing' ? alert.startsMs : alert.endsMs),
  message: messageOf(alert),
  status: alert.status,
  labels: alert.labels,
  annotations: alert.annotations,
  incident: alert.incident,
  fingerprint: alert.fingerprint,
  startsAt: timeJson(alert.startsMs),
  url: linkOf(notification.externalUrl, alert),
})

/** What an alert says in one line. */
export const messageOf = (alert: NotifiedAlert): string =>
  labelOf(alert.annotations, 'description') ||
  labelOf(alert.annotations, 'summary') ||
  labelOf(alert.labels, 'alertname')

/** The identity of an alert's beginning or end, the same however often it is told. */
export const documentId = (alert: NotifiedAlert): string => `${alert.fingerprint}-${alert.startsMs}-${alert.status}`
