/** `telegram_configs`: a message by a bot. */
import { escapeHtml } from '../../template/functions.ts'
import { readHttp } from '../http-config.ts'
import { type Answer, judgeStatus, type Outcome, type ReceiverKind } from '../integration.ts'
import { jsonHeaders, readSecret, readTemplate } from '../read-settings.ts'

const maxText = 4096

/** Telegram. */
export const telegram: ReceiverKind = {
  key: 'telegram_configs',
  read(section, globals) {
    const host = section
      .text('api_url', globals.text('telegram_api_url') ?? 'https://api.telegram.org')
      .replace(/\/+$/, '')
    const token = readSecret(section, 'bot_token')
    const chat = section.text('chat_id')
    if (!/^-?\d+$|^@\w+$/.test(chat)) section.fault('not_a_chat', 'chat_id', 'must be the number of a chat')
    const thread = section.item('message_thread_id')?.number(0) ?? 0
    const parseMode = section.text('parse_mode', 'HTML')
    const fallback = '<b>{{ template "__subject" . }}</b>\n{{ template "telegram.default.message" . }}'
    const plain = '{{ template "__subject" . }}\n{{ template "telegram.default.message" . }}'
    const isHtml = parseMode === 'HTML'
    const message = readTemplate(section, 'message', isHtml ? fallback : plain, isHtml ? escapeHtml : undefined)
    const isQuiet = section.flag('disable_notifications', false)
    const headers = { ...jsonHeaders, ...readHttp(section, globals) }
    return {
      kind: 'telegram',
      sendResolved: section.flag('send_resolved', true),
      judge,
      async requests(notification) {
        const body = JSON.stringify({
          chat_id: /^-?\d+$/.test(chat) ? Number(chat) : chat,
          text: cut(message(notification)),
          disable_notification: isQuiet,
          disable_web_page_preview: true,
          ...(parseMode === '' ? {} : { parse_mode: parseMode }),
          ...(thread === 0 ? {} : { message_thread_id: thread }),
        })
        return [{ url: `${host}/bot${token}/sendMessage`, method: 'POST', headers, body }]
      },
    }
  },
}

/** Whole lines only, so that no tag is cut in two. */
const cut = (text: string): string => {
  if (text.length <= maxText) return text
  const end = text.lastIndexOf('\n', maxText - 2)
  return `${text.slice(0, end > 0 ? end : maxText - 2)}\n…`
}

/** Says in the body how long to wait. */
const judge = (answer: Answer, nowMs: number): Outcome => {
  const outcome = judgeStatus(answer, nowMs)
  const seconds = /"retry_after":\s*(\d+)/.exec(answer.body)?.[1]
  return outcome.kind === 'retry' && seconds !== undefined ? { ...outcome, afterMs: Number(seconds) * 1000 } : outcome
}
