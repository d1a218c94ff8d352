/** `opsgenie_configs`: one alert a group, closed by its alias. */

import type { Section } from '../../config/section.ts'
import { sha256Hex } from '../../digest/sha256.ts'
import { readHttp } from '../http-config.ts'
import { judgeStatus, type ReceiverKind } from '../integration.ts'
import { commonOf, type Notification, statusOf } from '../notification.ts'
import { jsonHeaders, readSecret, readTemplate, readTemplates } from '../read-settings.ts'

/** Opsgenie. */
export const opsgenie: ReceiverKind = {
  key: 'opsgenie_configs',
  read(section, globals) {
    const key = readSecret(section, 'api_key', { of: globals, key: 'opsgenie_api_key' })
    const url = section
      .text('api_url', globals.text('opsgenie_api_url') ?? 'https://api.opsgenie.com/')
      .replace(/\/+$/, '')
    const headers = { ...jsonHeaders, authorization: `GenieKey ${key}`, ...readHttp(section, globals) }
    const message = readTemplate(section, 'message', '{{ template "opsgenie.default.message" . }}')
    const description = readTemplate(section, 'description', '{{ template "opsgenie.default.description" . }}')
    const source = readTemplate(section, 'source', '{{ template "opsgenie.default.source" . }}')
    const optional = ['note', 'priority', 'entity', 'actions', 'tags'].map(
      (name) => [name, readTemplate(section, name)] as const,
    )
    const details = readTemplates(section, 'details')
    const responders = section.items('responders').map((item) => readResponder(item.section()))
    section.ignore('update_alerts', 'a repeated alert counts up there; its text is not rewritten')
    return {
      kind: 'opsgenie',
      sendResolved: section.flag('send_resolved', true),
      judge: judgeStatus,
      async requests(notification) {
        const alias = sha256Hex(notification.groupKey)
        if (statusOf(notification) === 'resolved') {
          const close = `${url}/v2/alerts/${alias}/close?identifierType=alias`
          return [{ url: close, method: 'POST', headers, body: JSON.stringify({ source: source(notification) }) }]
        }
        const filled = optional
          .map(([name, text]) => [name, text(notification)] as const)
          .filter(([, text]) => text !== '')
        const body = {
          alias,
          message: message(notification).slice(0, 130),
          description: description(notification).slice(0, 15_000),
          source: source(notification).slice(0, 100),
          details: { ...commonOf(notification.alerts.map((alert) => alert.labels)), ...details(notification) },
          ...(responders.length === 0 ? {} : { responders: responders.map((one) => one(notification)) }),
          ...Object.fromEntries(filled.map(([name, text]) => [name, isList(name) ? listOf(text) : text])),
        }
        return [{ url: `${url}/v2/alerts`, method: 'POST', headers, body: JSON.stringify(body) }]
      },
    }
  },
}

const isList = (name: string): boolean => name === 'tags' || name === 'actions'

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

const readResponder = (section: Section): ((notification: Notification) => Readonly<Record<string, string>>) => {
  const texts = ['type', 'id', 'name', 'username'].map((name) => [name, readTemplate(section, name)] as const)
  section.finish()
  return (notification) =>
    Object.fromEntries(texts.map(([name, text]) => [name, text(notification)]).filter(([, text]) => text !== ''))
}
