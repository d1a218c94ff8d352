/** Narrows what a stream is sent to what its filter holds for. */
import type { AlertJson } from '#schema/incident'
import type { AlertFilter } from '../filter/evaluate.ts'
import { timeNsOf } from '../filter/words-to-numbers.ts'
import type { LiveMessage } from './live-api.ts'

/** Alerts that the filter holds for, the incidents that these are in, and everything that is about no alert. */
export const narrow = (messages: readonly LiveMessage[], filter: AlertFilter): readonly LiveMessage[] => {
  const alerts = messages.flatMap((message) => (message.kind === 'alert' ? [message.alert] : []))
  const kept = new Set(alerts.filter((alert) => filter.holds(filteredOf(alert))))
  const incidents = new Set([...kept].map(({ incident }) => incident))
  return messages.filter((message) => {
    if (message.kind === 'alert') return kept.has(message.alert)
    return message.kind !== 'incident' || incidents.has(message.incident.id)
  })
}

const filteredOf = (alert: AlertJson) => {
  const timeNs = timeNsOf(alert.lastSeen)
  if (timeNs === undefined) throw new Error(`an alert was seen at ${alert.lastSeen}`)
  return { ...alert, timeNs }
}
