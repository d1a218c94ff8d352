/** `alertmanager_configs`: hands alerts on to another Alertmanager, which groups and silences them itself. */
import { readHttp } from '../http-config.ts'
import { judgeStatus, type ReceiverKind } from '../integration.ts'
import { linkOf, timeJson } from '../notification.ts'
import { jsonHeaders, readUrl } from '../read-settings.ts'

/** Alertmanager. `hold` is how long it takes a firing alert for standing. */
export const alertmanager: ReceiverKind = {
  key: 'alertmanager_configs',
  read(section, globals) {
    const url = readUrl(section, 'url')
    const headers = readHttp(section, globals)
    const holdMs = section.duration('hold', 4 * 3_600_000)
    return {
      kind: 'alertmanager',
      sendResolved: section.flag('send_resolved', true),
      judge: judgeStatus,
      async requests(notification, nowMs) {
        const alerts = notification.alerts.map((alert) => ({
          labels: alert.labels,
          annotations: alert.annotations,
          startsAt: timeJson(alert.startsMs),
          endsAt: timeJson(alert.status === 'firing' ? nowMs + holdMs : alert.endsMs),
          generatorURL: linkOf(notification.externalUrl, alert),
        }))
        const body = JSON.stringify(alerts)
        return [{ url: `${url}/api/v2/alerts`, method: 'POST', headers: { ...jsonHeaders, ...headers }, body }]
      },
    }
  },
}
