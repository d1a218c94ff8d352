/** `loki_configs`: one line an alert, in streams of few labels so that Loki's index stays small. */
import { type Labels, labelOf } from '../../matchers/labels.ts'
import { readHttp } from '../http-config.ts'
import { judgeStatus, type ReceiverKind } from '../integration.ts'
import { jsonHeaders, readUrl } from '../read-settings.ts'
import { alertLine } from './alert-line.ts'

/** Loki. `labels` are added to each stream, `tenant_id` is its organisation. */
export const loki: ReceiverKind = {
  key: 'loki_configs',
  read(section, globals) {
    const url = readUrl(section, 'url')
    const tenant = section.text('tenant_id')
    const extra = section.texts('labels')
    const headers = {
      ...jsonHeaders,
      ...(tenant === '' ? {} : { 'x-scope-orgid': tenant }),
      ...readHttp(section, globals),
    }
    return {
      kind: 'loki',
      sendResolved: section.flag('send_resolved', false),
      judge: judgeStatus,
      async requests(notification) {
        const streams = new Map<string, { stream: Labels; values: [string, string][] }>()
        for (const alert of notification.alerts) {
          const stream = { ...streamLabels(alert.labels), ...extra, status: alert.status }
          const key = JSON.stringify(stream)
          const held: { stream: Labels; values: [string, string][] } = streams.get(key) ?? { stream, values: [] }
          const atMs = alert.status === 'firing' ? alert.startsMs : alert.endsMs
          held.values.push([`${atMs}000000`, JSON.stringify(alertLine(notification, alert))])
          streams.set(key, held)
        }
        const body = JSON.stringify({ streams: [...streams.values()] })
        return [{ url: pushUrl(url), method: 'POST', headers, body }]
      },
    }
  },
}

const pushUrl = (url: string): string => (url.endsWith('/push') ? url : `${url}/loki/api/v1/push`)

const streamLabels = (labels: Labels): Labels => {
  const names = ['alertname', 'priority', 'source', 'hostname']
  const present = names.filter((name) => labelOf(labels, name) !== '')
  return { job: 'eyas', ...Object.fromEntries(present.map((name) => [name, labelOf(labels, name)])) }
}
