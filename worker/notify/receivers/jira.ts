/** `jira_configs`: one issue a group, found again by a label made of the group's key, commented on, and moved when resolved. */
import { sha256Hex } from '../../digest/sha256.ts'
import { readHttp } from '../http-config.ts'
import { type Answer, judgeStatus, type Outbound, type ReceiverKind } from '../integration.ts'
import { statusOf } from '../notification.ts'
import { jsonHeaders, readTemplate, readUrl } from '../read-settings.ts'

/** Jira, by version 2 of its API. */
export const jira: ReceiverKind = {
  key: 'jira_configs',
  read(section, globals) {
    const root = readUrl(section, 'api_url', { of: globals, key: 'jira_api_url' })
    const project = section.text('project')
    if (project === '') section.fault('missing', 'project', 'must be given')
    const type = section.text('issue_type', 'Task')
    const labels = section.items('labels').map((item) => item.text())
    const summary = readTemplate(section, 'summary', '{{ template "jira.default.summary" . }}')
    const description = readTemplate(section, 'description', '{{ template "jira.default.description" . }}')
    const priority = readTemplate(section, 'priority')
    const resolve = section.text('resolve_transition')
    for (const key of ['reopen_transition', 'reopen_duration', 'wont_fix_resolution', 'fields'])
      section.ignore(key, 'not supported; a group that comes back gets an issue of its own')
    const headers = { ...jsonHeaders, ...readHttp(section, globals) }
    const request = (method: Outbound['method'], path: string, content?: object): Outbound => ({
      url: `${root}${path}`,
      method,
      headers,
      body: content === undefined ? '' : JSON.stringify(content),
    })
    return {
      kind: 'jira',
      sendResolved: section.flag('send_resolved', true),
      judge: judgeStatus,
      requests: async () => [],
      *talk(notification) {
        const mark = `eyas-${sha256Hex(notification.groupKey).slice(0, 16)}`
        const jql = `labels = "${mark}" AND statusCategory != Done`
        const found = keyOf(yield request('POST', '/search', { jql, maxResults: 1, fields: ['status'] }))
        const text = description(notification).slice(0, 32_000)
        const isResolved = statusOf(notification) === 'resolved'
        if (found !== undefined) {
          yield request('POST', `/issue/${found}/comment`, { body: text })
          const transition = isResolved
            ? transitionOf(yield request('GET', `/issue/${found}/transitions`), resolve)
            : undefined
          if (transition !== undefined)
            yield request('POST', `/issue/${found}/transitions`, { transition: { id: transition } })
          return
        }
        if (isResolved) return
        const name = priority(notification)
        const fields = {
          project: { key: project },
          issuetype: { name: type },
          summary: summary(notification).replaceAll(/\s+/g, ' ').slice(0, 255),
          description: text,
          labels: [...labels, mark],
          ...(name === '' ? {} : { priority: { name } }),
        }
        yield request('POST', '/issue', { fields })
      },
    }
  },
}

const keyOf = (answer: Answer): string | undefined => /"key":\s*"([A-Z][A-Z0-9_]*-\d+)"/.exec(answer.body)?.[1]

/** The transition of that name, or undefined where none is configured or offered. */
const transitionOf = (answer: Answer, name: string): string | undefined => {
  if (name === '') return undefined
  // Jira's own list; anything else finds nothing.
  const { transitions = [] } = JSON.parse(answer.body) as { transitions?: readonly { id: string; name: string }[] }
  return transitions.find((one) => one.name.toLowerCase() === name.toLowerCase())?.id
}
