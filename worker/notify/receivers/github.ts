/**
 * `github_configs`: one issue a group. The issue is found again by a label made of the group's key, commented on while
 * the group fires, and closed when it is resolved.
 */
import { sha256Hex } from '../../digest/sha256.ts'
import { readHttp } from '../http-config.ts'
import {
  type Answer,
  judgeStatus,
  type Outbound,
  type Outcome,
  type ReceiverKind,
  retryAfterMs,
} from '../integration.ts'
import { statusOf } from '../notification.ts'
import { jsonHeaders, readSecret, readTemplate } from '../read-settings.ts'

/** GitHub. */
export const github: ReceiverKind = {
  key: 'github_configs',
  read(section, globals) {
    const token = readSecret(section, 'token')
    const repository = section.text('repository')
    if (!/^[\w.-]{1,100}\/[\w.-]{1,100}$/.test(repository))
      section.fault('not_a_repository', 'repository', 'must be owner/name')
    const root = `${section.text('api_url', 'https://api.github.com').replace(/\/+$/, '')}/repos/${repository}/issues`
    const labels = section.items('labels').map((item) => item.text())
    const title = readTemplate(section, 'title', '{{ template "github.default.title" . }}')
    const body = readTemplate(
      section,
      'body',
      '{{ template "github.default.body" . }}\n\n{{ template "__alertmanagerURL" . }}',
    )
    const headers = {
      ...jsonHeaders,
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      ...readHttp(section, globals),
    }
    const request = (method: Outbound['method'], url: string, content?: object): Outbound => ({
      url,
      method,
      headers,
      body: content === undefined ? '' : JSON.stringify(content),
    })
    return {
      kind: 'github',
      sendResolved: section.flag('send_resolved', true),
      judge,
      requests: async () => [],
      *talk(notification) {
        const mark = `eyas-${sha256Hex(notification.groupKey).slice(0, 16)}`
        const found = numberOf(yield request('GET', `${root}?state=open&per_page=1&labels=${mark}`))
        const text = body(notification).slice(0, 60_000)
        if (found === undefined) {
          if (statusOf(notification) === 'resolved') return
          yield request('POST', root, {
            title: title(notification).slice(0, 250),
            body: text,
            labels: [...labels, mark],
          })
          return
        }
        yield request('POST', `${root}/${found}/comments`, { body: text })
        if (statusOf(notification) === 'resolved')
          yield request('PATCH', `${root}/${found}`, { state: 'closed', state_reason: 'completed' })
      },
    }
  },
}

/** Its second rate limit is a 403 that says how long to wait, its first one that says that nothing remains. */
const judge = (answer: Answer, nowMs: number): Outcome => {
  const outcome = judgeStatus(answer, nowMs)
  const afterMs = retryAfterMs(answer.headers.get('retry-after'), nowMs)
  const isLimit =
    answer.status === 403 && (afterMs !== undefined || answer.headers.get('x-ratelimit-remaining') === '0')
  return isLimit ? { kind: 'retry', reason: 'the rate limit', afterMs } : outcome
}

const numberOf = (answer: Answer): string | undefined => /"number":\s*(\d+)/.exec(answer.body)?.[1]
