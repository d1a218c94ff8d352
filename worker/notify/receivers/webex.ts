/** `webex_configs`: a message into a room. The token of the bot is in `http_config.authorization`. */
import { readHttp } from '../http-config.ts'
import { judgeStatus, type ReceiverKind } from '../integration.ts'
import { jsonHeaders, readTemplate } from '../read-settings.ts'

/** Cisco Webex. */
export const webex: ReceiverKind = {
  key: 'webex_configs',
  read(section, globals) {
    const given = section.text('api_url') || globals.text('webex_api_url')
    const url = given || 'https://webexapis.com/v1/messages'
    const roomId = section.text('room_id')
    if (roomId === '') section.fault('missing', 'room_id', 'must be given')
    const message = readTemplate(section, 'message', '{{ template "webex.default.message" . }}')
    const headers = readHttp(section, globals)
    if (headers.authorization === undefined)
      section.fault('missing', 'http_config', 'authorization with the credentials of a bot must be given')
    return {
      kind: 'webex',
      sendResolved: section.flag('send_resolved', true),
      judge: judgeStatus,
      async requests(notification) {
        const body = JSON.stringify({ roomId, markdown: message(notification).slice(0, 7000) })
        return [{ url, method: 'POST', headers: { ...jsonHeaders, ...headers }, body }]
      },
    }
  },
}
