/** `otlp_configs`: a log record an alert, over HTTP in JSON, for any OpenTelemetry collector. */
import { labelOf } from '../../matchers/labels.ts'
import { readHttp } from '../http-config.ts'
import { type Answer, judgeStatus, type Outcome, type ReceiverKind } from '../integration.ts'
import type { NotifiedAlert } from '../notification.ts'
import { jsonHeaders, readUrl } from '../read-settings.ts'
import { messageOf } from './alert-line.ts'

/** OpenTelemetry. */
export const otlp: ReceiverKind = {
  key: 'otlp_configs',
  read(section, globals) {
    const url = readUrl(section, 'url')
    const resource = { 'service.name': 'eyas', ...section.texts('resource') }
    const headers = { ...jsonHeaders, ...readHttp(section, globals) }
    return {
      kind: 'otlp',
      sendResolved: section.flag('send_resolved', true),
      judge,
      async requests(notification, nowMs) {
        const logRecords = notification.alerts.map((alert) => recordOf(alert, nowMs))
        const scopeLogs = [{ scope: { name: 'eyas' }, logRecords }]
        const body = JSON.stringify({ resourceLogs: [{ resource: { attributes: attributesOf(resource) }, scopeLogs }] })
        return [{ url: url.endsWith('/v1/logs') ? url : `${url}/v1/logs`, method: 'POST', headers, body }]
      },
    }
  },
}

const recordOf = (alert: NotifiedAlert, nowMs: number) => {
  const { number, text } = severities.get(labelOf(alert.labels, 'severity')) ?? { number: 9, text: 'INFO' }
  return {
    timeUnixNano: `${alert.status === 'firing' ? alert.startsMs : alert.endsMs}000000`,
    observedTimeUnixNano: `${nowMs}000000`,
    severityNumber: number,
    severityText: text,
    body: { stringValue: messageOf(alert) },
    attributes: attributesOf({ ...alert.labels, status: alert.status, incident: alert.incident }),
  }
}

const severities: ReadonlyMap<string, { readonly number: number; readonly text: string }> = new Map([
  ['critical', { number: 21, text: 'FATAL' }],
  ['warning', { number: 13, text: 'WARN' }],
])

const attributesOf = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }))

/** A success may say that some records were refused; they would be again. */
const judge = (answer: Answer, nowMs: number): Outcome => {
  const rejected = Number(/"rejectedLogRecords":\s*"?(\d+)/.exec(answer.body)?.[1] ?? 0)
  const outcome = judgeStatus(answer, nowMs)
  return outcome.kind === 'delivered' && rejected > 0
    ? { kind: 'refused', reason: `${rejected} records were refused` }
    : outcome
}
