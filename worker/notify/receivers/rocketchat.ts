/** `rocketchat_configs`: a message with one attachment, in the name of a user with a token. */
import { readHttp } from '../http-config.ts'
import { judgeStatus, type ReceiverKind } from '../integration.ts'
import { statusOf } from '../notification.ts'
import { jsonHeaders, readSecret, readTemplate } from '../read-settings.ts'

/** Rocket.Chat. */
export const rocketchat: ReceiverKind = {
  key: 'rocketchat_configs',
  read(section, globals) {
    const given = section.text('api_url') || globals.text('rocketchat_api_url')
    const url = (given || 'https://open.rocket.chat').replace(/\/+$/, '')
    const token = readSecret(section, 'token', { of: globals, key: 'rocketchat_token' })
    const tokenId = readSecret(section, 'token_id', { of: globals, key: 'rocketchat_token_id' })
    const channel = readTemplate(section, 'channel')
    const title = readTemplate(section, 'title', '{{ template "rocketchat.default.title" . }}')
    const titleLink = readTemplate(section, 'title_link', '{{ template "rocketchat.default.titlelink" . }}')
    const text = readTemplate(section, 'text', '{{ template "rocketchat.default.text" . }}')
    const emoji = readTemplate(section, 'emoji')
    const color = readTemplate(section, 'color', '{{ if eq .Status "firing" }}red{{ else }}green{{ end }}')
    const headers = readHttp(section, globals)
    return {
      kind: 'rocketchat',
      sendResolved: section.flag('send_resolved', false),
      judge: judgeStatus,
      async requests(notification) {
        const attachment = {
          title: title(notification).slice(0, 1024),
          title_link: titleLink(notification),
          text: text(notification).slice(0, 5000),
          color: color(notification) || (statusOf(notification) === 'firing' ? 'red' : 'green'),
        }
        const shown = { channel: channel(notification), emoji: emoji(notification), attachments: [attachment] }
        const own = { ...jsonHeaders, ...headers, 'x-user-id': tokenId, 'x-auth-token': token }
        return [{ url: `${url}/api/v1/chat.postMessage`, method: 'POST', headers: own, body: JSON.stringify(shown) }]
      },
    }
  },
}
