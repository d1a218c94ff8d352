/** `splunk_configs`: events to an HTTP Event Collector. */

import { labelOf } from '../../matchers/labels.ts'
import { readHttp } from '../http-config.ts'
import { judgeStatus, type ReceiverKind } from '../integration.ts'
import { readSecret, readUrl } from '../read-settings.ts'
import { alertLine } from './alert-line.ts'

/** Splunk. */
export const splunk: ReceiverKind = {
  key: 'splunk_configs',
  read(section, globals) {
    const url = readUrl(section, 'url')
    const token = readSecret(section, 'token')
    const index = section.text('index')
    const sourcetype = section.text('sourcetype', 'eyas:alert')
    const headers = {
      'content-type': 'application/json',
      authorization: `Splunk ${token}`,
      ...readHttp(section, globals),
    }
    return {
      kind: 'splunk',
      sendResolved: section.flag('send_resolved', true),
      judge: judgeStatus,
      async requests(notification) {
        const events = notification.alerts.map((alert) => ({
          time: (alert.status === 'firing' ? alert.startsMs : alert.endsMs) / 1000,
          host: labelOf(alert.labels, 'hostname'),
          source: 'eyas',
          sourcetype,
          ...(index === '' ? {} : { index }),
          event: alertLine(notification, alert),
        }))
        const body = events.map((event) => JSON.stringify(event)).join('\n')
        return [{ url: `${url}/services/collector/event`, method: 'POST', headers, body }]
      },
    }
  },
}
