/** `discord_configs`: one embed to a webhook. */
import { readHttp } from '../http-config.ts'
import { type Answer, judgeStatus, type Outcome, type ReceiverKind } from '../integration.ts'
import { statusOf } from '../notification.ts'
import { jsonHeaders, readTemplate, readUrl } from '../read-settings.ts'

/** Discord. */
export const discord: ReceiverKind = {
  key: 'discord_configs',
  read(section, globals) {
    const url = readUrl(section, 'webhook_url')
    const headers = readHttp(section, globals)
    const title = readTemplate(section, 'title', '{{ template "discord.default.title" . }}')
    const message = readTemplate(section, 'message', '{{ template "discord.default.message" . }}')
    const content = readTemplate(section, 'content')
    const username = section.text('username')
    const avatarUrl = section.text('avatar_url')
    return {
      kind: 'discord',
      sendResolved: section.flag('send_resolved', true),
      judge,
      async requests(notification) {
        const embed = {
          title: title(notification).slice(0, 256),
          description: message(notification).slice(0, 4096),
          color: statusOf(notification) === 'firing' ? 0x992d22 : 0x2ecc71,
        }
        const body = JSON.stringify({
          content: content(notification).slice(0, 2000),
          embeds: [embed],
          // Names in an alert must not call people.
          allowed_mentions: { parse: [] },
          ...(username === '' ? {} : { username }),
          ...(avatarUrl === '' ? {} : { avatar_url: avatarUrl }),
        })
        return [{ url, method: 'POST', headers: { ...jsonHeaders, ...headers }, body }]
      },
    }
  },
}

/** The wait in the body is finer than the one in the header. */
const judge = (answer: Answer, nowMs: number): Outcome => {
  const outcome = judgeStatus(answer, nowMs)
  const seconds = /"retry_after":\s*([\d.]+)/.exec(answer.body)?.[1]
  if (outcome.kind !== 'retry' || seconds === undefined) return outcome
  return { ...outcome, afterMs: Math.ceil(Number(seconds) * 1000) }
}
