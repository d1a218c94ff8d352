/** `mattermost_configs`: text to an incoming webhook. */
import { readHttp } from '../http-config.ts'
import { judgeStatus, type ReceiverKind } from '../integration.ts'
import { jsonHeaders, readTemplate, readUrl } from '../read-settings.ts'

/** Mattermost. */
export const mattermost: ReceiverKind = {
  key: 'mattermost_configs',
  read(section, globals) {
    const url = readUrl(section, 'webhook_url')
    const headers = readHttp(section, globals)
    const text = readTemplate(
      section,
      'text',
      '#### {{ template "__subject" . }}\n{{ template "mattermost.default.text" . }}',
    )
    const optional = ['channel', 'username', 'icon_url', 'icon_emoji'].map((key) => [key, section.text(key)] as const)
    return {
      kind: 'mattermost',
      sendResolved: section.flag('send_resolved', true),
      judge: judgeStatus,
      async requests(notification) {
        const given = Object.fromEntries(optional.filter(([, value]) => value !== ''))
        const body = JSON.stringify({ ...given, text: text(notification).slice(0, 16_000) })
        return [{ url, method: 'POST', headers: { ...jsonHeaders, ...headers }, body }]
      },
    }
  },
}
