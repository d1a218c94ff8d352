/** `datadog_configs`: a log line an alert. */
import { labelOf } from '../../matchers/labels.ts'
import { readHttp } from '../http-config.ts'
import { judgeStatus, type ReceiverKind } from '../integration.ts'
import { jsonHeaders, readSecret } from '../read-settings.ts'
import { alertLine } from './alert-line.ts'

/** Datadog. */
export const datadog: ReceiverKind = {
  key: 'datadog_configs',
  read(section, globals) {
    const key = readSecret(section, 'api_key')
    const site = section.text('site', 'datadoghq.com')
    if (!/^[a-z0-9.-]{1,100}$/.test(site)) section.fault('not_a_site', 'site', 'must be a site such as datadoghq.eu')
    const url = section.text('url', `https://http-intake.logs.${site}`).replace(/\/+$/, '')
    const tags = section.items('tags').map((item) => item.text())
    const service = section.text('service', 'eyas')
    const headers = { ...jsonHeaders, 'dd-api-key': key, ...readHttp(section, globals) }
    return {
      kind: 'datadog',
      sendResolved: section.flag('send_resolved', true),
      judge: judgeStatus,
      async requests(notification) {
        const lines = notification.alerts.map((alert) => ({
          ...alertLine(notification, alert),
          ddsource: 'eyas',
          service,
          hostname: labelOf(alert.labels, 'hostname'),
          ddtags: [...tags, `priority:${labelOf(alert.labels, 'priority')}`].join(','),
          status: alert.status === 'resolved' ? 'ok' : statusWord(labelOf(alert.labels, 'severity')),
        }))
        return [{ url: `${url}/api/v2/logs`, method: 'POST', headers, body: JSON.stringify(lines) }]
      },
    }
  },
}

const statusWord = (severity: string): string => (severity === 'critical' || severity === 'warning' ? severity : 'info')
