/** `cloudevents_configs`: a batch of CloudEvents 1.0; the id of an event is the same however often it is sent. */
import { readHttp } from '../http-config.ts'
import { judgeStatus, type ReceiverKind } from '../integration.ts'
import { timeJson } from '../notification.ts'
import { readUrl } from '../read-settings.ts'
import { alertLine, documentId } from './alert-line.ts'

/** CloudEvents. */
export const cloudevents: ReceiverKind = {
  key: 'cloudevents_configs',
  read(section, globals) {
    const url = readUrl(section, 'url')
    const source = section.text('source', 'eyas')
    const type = section.text('type', 'eyas.alert')
    const headers = {
      'content-type': 'application/cloudevents-batch+json; charset=utf-8',
      ...readHttp(section, globals),
    }
    return {
      kind: 'cloudevents',
      sendResolved: section.flag('send_resolved', true),
      judge: judgeStatus,
      async requests(notification) {
        const events = notification.alerts.map((alert) => ({
          specversion: '1.0',
          id: documentId(alert),
          source,
          type: `${type}.${alert.status}`,
          subject: alert.incident,
          time: timeJson(alert.status === 'firing' ? alert.startsMs : alert.endsMs),
          datacontenttype: 'application/json',
          data: alertLine(notification, alert),
        }))
        return [{ url, method: 'POST', headers, body: JSON.stringify(events) }]
      },
    }
  },
}
