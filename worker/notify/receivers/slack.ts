/** `slack_configs`: one attachment to an incoming webhook, or to `chat.postMessage` with a token. */
import type { Section } from '../../config/section.ts'
import { readHttp } from '../http-config.ts'
import { type Answer, judgeStatus, type Outcome, type ReceiverKind } from '../integration.ts'
import { type Notification, statusOf } from '../notification.ts'
import { jsonHeaders, readTemplate, readUrl, type Templated } from '../read-settings.ts'

/** Slack. */
export const slack: ReceiverKind = {
  key: 'slack_configs',
  read(section, globals) {
    const url = readUrl(section, 'api_url', { of: globals, key: 'slack_api_url' })
    const headers = readHttp(section, globals)
    const message = readMessage(section)
    const attachment = readAttachment(section)
    const isShort = section.flag('short_fields', false)
    const fields = section.items('fields').map((item) => readField(item.section(), isShort))
    const actions = section.items('actions').map((item) => readAction(item.section()))
    const markdown = section.items('mrkdwn_in').map((item) => item.text())
    return {
      kind: 'slack',
      sendResolved: section.flag('send_resolved', false),
      judge,
      async requests(notification) {
        const shown = {
          ...attachment(notification),
          mrkdwn_in: markdown.length > 0 ? markdown : ['fallback', 'pretext', 'text'],
          fields: fields.map((field) => field(notification)),
          actions: actions.map((action) => action(notification)),
        }
        const body = JSON.stringify({ ...message(notification), attachments: [shown] })
        return [{ url, method: 'POST', headers: { ...jsonHeaders, ...headers }, body }]
      },
    }
  },
}

/** Slack says what it thinks of a message in the body of a success, too. */
const judge = (answer: Answer, nowMs: number): Outcome => {
  const outcome = judgeStatus(answer, nowMs)
  const error = /"ok":\s*false.*?"error":\s*"([\w-]+)"/s.exec(answer.body)?.[1]
  if (outcome.kind !== 'delivered' || error === undefined) return outcome
  const isTransient = ['ratelimited', 'rate_limited', 'internal_error', 'fatal_error', 'service_unavailable'].includes(
    error,
  )
  return isTransient ? { kind: 'retry', reason: error } : { kind: 'refused', reason: error }
}

type Part = (notification: Notification) => Readonly<Record<string, unknown>>

/** Parts that stay empty are left out. */
const filled = (parts: readonly (readonly [string, Templated])[]): Part => {
  return (notification) =>
    Object.fromEntries(
      parts.map(([name, text]) => [name, text(notification).slice(0, 3000)]).filter(([, text]) => text !== ''),
    )
}

const readMessage = (section: Section): Part => {
  const linksNames = section.flag('link_names', false)
  const texts = filled([
    ['channel', readTemplate(section, 'channel')],
    ['username', readTemplate(section, 'username', '{{ template "slack.default.username" . }}')],
    ['icon_emoji', readTemplate(section, 'icon_emoji')],
    ['icon_url', readTemplate(section, 'icon_url')],
    ['text', readTemplate(section, 'message_text')],
  ])
  return (notification) => ({ ...texts(notification), link_names: linksNames })
}

const readAttachment = (section: Section): Part => {
  const color = readTemplate(section, 'color', '{{ if eq .Status "firing" }}danger{{ else }}good{{ end }}')
  const texts = filled([
    ['title', readTemplate(section, 'title', '{{ template "slack.default.title" . }}')],
    ['title_link', readTemplate(section, 'title_link', '{{ template "slack.default.titlelink" . }}')],
    ['pretext', readTemplate(section, 'pretext')],
    ['text', readTemplate(section, 'text', '{{ template "slack.default.text" . }}')],
    ['fallback', readTemplate(section, 'fallback', '{{ template "slack.default.fallback" . }}')],
    ['callback_id', readTemplate(section, 'callback_id')],
    ['image_url', readTemplate(section, 'image_url')],
    ['thumb_url', readTemplate(section, 'thumb_url')],
    ['footer', readTemplate(section, 'footer')],
  ])
  return (notification) => ({
    ...texts(notification),
    color: color(notification) || (statusOf(notification) === 'firing' ? 'danger' : 'good'),
  })
}

const readField = (section: Section, isShort: boolean): Part => {
  const short = section.flag('short', isShort)
  const texts = filled([
    ['title', readTemplate(section, 'title')],
    ['value', readTemplate(section, 'value')],
  ])
  section.finish()
  return (notification) => ({ ...texts(notification), short })
}

const readAction = (section: Section): Part => {
  const names = ['type', 'text', 'url', 'style', 'name', 'value']
  const texts = filled(names.map((name) => [name, readTemplate(section, name)]))
  section.ignore('confirm', 'a question back needs an app of one’s own')
  section.finish()
  return texts
}
