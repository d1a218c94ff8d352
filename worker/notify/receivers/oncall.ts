/** `oncall_configs`: Grafana OnCall's formatted webhook, one alert group a group. */
import { sha256Hex } from '../../digest/sha256.ts'
import { readHttp } from '../http-config.ts'
import { judgeStatus, type ReceiverKind } from '../integration.ts'
import { linkOf, statusOf } from '../notification.ts'
import { jsonHeaders, readTemplate, readUrl } from '../read-settings.ts'

/** Grafana OnCall. */
export const oncall: ReceiverKind = {
  key: 'oncall_configs',
  read(section, globals) {
    const url = readUrl(section, 'url')
    const headers = { ...jsonHeaders, ...readHttp(section, globals) }
    const title = readTemplate(section, 'title', '{{ template "__subject" . }}')
    const message = readTemplate(section, 'message', '{{ template "__text_alert_list" . }}')
    return {
      kind: 'oncall',
      sendResolved: section.flag('send_resolved', true),
      judge: judgeStatus,
      async requests(notification) {
        const [first] = notification.alerts
        const body = JSON.stringify({
          alert_uid: sha256Hex(notification.groupKey).slice(0, 32),
          title: title(notification),
          message: message(notification),
          state: statusOf(notification) === 'firing' ? 'alerting' : 'ok',
          link_to_upstream_details:
            first === undefined ? notification.externalUrl : linkOf(notification.externalUrl, first),
        })
        return [{ url, method: 'POST', headers, body }]
      },
    }
  },
}
