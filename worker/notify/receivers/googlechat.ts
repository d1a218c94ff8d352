/** `googlechat_configs`: a message to an incoming webhook of a space, one thread a group. */
import { sha256Hex } from '../../digest/sha256.ts'
import { readHttp } from '../http-config.ts'
import { judgeStatus, type ReceiverKind } from '../integration.ts'
import { jsonHeaders, readTemplate, readUrl } from '../read-settings.ts'

/** Google Chat. */
export const googlechat: ReceiverKind = {
  key: 'googlechat_configs',
  read(section, globals) {
    const url = readUrl(section, 'url')
    const message = readTemplate(
      section,
      'message',
      '*{{ template "googlechat.default.title" . }}*\n{{ template "googlechat.default.message" . }}',
    )
    const isThreaded = section.flag('threading', true)
    const headers = readHttp(section, globals)
    return {
      kind: 'googlechat',
      sendResolved: section.flag('send_resolved', true),
      judge: judgeStatus,
      async requests(notification) {
        const address = new URL(url)
        if (isThreaded) address.searchParams.set('messageReplyOption', 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD')
        const thread = isThreaded ? { thread: { threadKey: sha256Hex(notification.groupKey).slice(0, 32) } } : {}
        const body = JSON.stringify({ text: message(notification).slice(0, 4096), ...thread })
        return [{ url: address.href, method: 'POST', headers: { ...jsonHeaders, ...headers }, body }]
      },
    }
  },
}
