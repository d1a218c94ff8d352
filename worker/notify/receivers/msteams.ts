/** `msteams_configs` (message cards, connectors) and `msteamsv2_configs` (adaptive cards, workflows). */
import { readHttp } from '../http-config.ts'
import { type Answer, judgeStatus, type Outcome, type ReceiverKind } from '../integration.ts'
import { statusOf } from '../notification.ts'
import { jsonHeaders, readTemplate, readUrl } from '../read-settings.ts'

/** Teams by a connector. */
export const msteams: ReceiverKind = {
  key: 'msteams_configs',
  read(section, globals) {
    const url = readUrl(section, 'webhook_url')
    const headers = readHttp(section, globals)
    const title = readTemplate(section, 'title', '{{ template "msteams.default.title" . }}')
    const summary = readTemplate(section, 'summary', '{{ template "msteams.default.summary" . }}')
    const text = readTemplate(section, 'text', '{{ template "msteams.default.text" . }}')
    return {
      kind: 'msteams',
      sendResolved: section.flag('send_resolved', true),
      judge,
      async requests(notification) {
        const body = JSON.stringify({
          '@context': 'http://schema.org/extensions',
          '@type': 'MessageCard',
          title: title(notification),
          summary: summary(notification),
          text: text(notification).slice(0, maxText),
          themeColor: statusOf(notification) === 'firing' ? '8c1a1a' : '2dc72d',
        })
        return [{ url, method: 'POST', headers: { ...jsonHeaders, ...headers }, body }]
      },
    }
  },
}

/** Teams by a workflow. */
export const msteamsv2: ReceiverKind = {
  key: 'msteamsv2_configs',
  read(section, globals) {
    const url = readUrl(section, 'webhook_url')
    const headers = readHttp(section, globals)
    const title = readTemplate(section, 'title', '{{ template "msteamsv2.default.title" . }}')
    const text = readTemplate(section, 'text', '{{ template "msteamsv2.default.text" . }}')
    return {
      kind: 'msteamsv2',
      sendResolved: section.flag('send_resolved', true),
      judge,
      async requests(notification) {
        const color = statusOf(notification) === 'firing' ? 'attention' : 'good'
        const blocks = [
          { type: 'TextBlock', text: title(notification), weight: 'bolder', size: 'medium', wrap: true, color },
          { type: 'TextBlock', text: text(notification).slice(0, maxText), wrap: true },
        ]
        const content = { type: 'AdaptiveCard', version: '1.4', body: blocks }
        const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }]
        const body = JSON.stringify({ type: 'message', attachments })
        return [{ url, method: 'POST', headers: { ...jsonHeaders, ...headers }, body }]
      },
    }
  },
}

const maxText = 20_000

/** A connector that is throttled answers 200 and says so in the body. */
const judge = (answer: Answer, nowMs: number): Outcome =>
  answer.status === 200 && /HTTP error (?:429|5\d\d)/.test(answer.body)
    ? { kind: 'retry', reason: 'the connector is throttled' }
    : judgeStatus(answer, nowMs)
