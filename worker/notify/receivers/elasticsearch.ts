/** `elasticsearch_configs`: a document an alert, by `_bulk`, for Elasticsearch and OpenSearch. What is there stays. */
import { readHttp } from '../http-config.ts'
import { type Answer, judgeStatus, type Outcome, type ReceiverKind } from '../integration.ts'
import { readUrl } from '../read-settings.ts'
import { alertLine, documentId } from './alert-line.ts'

/** Elasticsearch and OpenSearch. */
export const elasticsearch: ReceiverKind = {
  key: 'elasticsearch_configs',
  read(section, globals) {
    const url = readUrl(section, 'url')
    const index = section.text('index', 'eyas-alerts')
    if (!/^[a-z0-9][a-z0-9._-]{0,254}$/.test(index))
      section.fault('not_an_index', 'index', 'must be small letters, digits, . _ and -')
    const apiKey = section.secret('api_key')
    const headers = {
      'content-type': 'application/x-ndjson',
      ...(apiKey === undefined ? {} : { authorization: `ApiKey ${apiKey}` }),
      ...readHttp(section, globals),
    }
    return {
      kind: 'elasticsearch',
      sendResolved: section.flag('send_resolved', true),
      judge,
      async requests(notification) {
        const lines = notification.alerts.flatMap((alert) => [
          { create: { _index: index, _id: documentId(alert) } },
          alertLine(notification, alert),
        ])
        const body = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`
        return [{ url: `${url}/_bulk`, method: 'POST', headers, body }]
      },
    }
  },
}

/** Each document has an answer of its own. 409 says that it is there already, which is what was wanted. */
const judge = (answer: Answer, nowMs: number): Outcome => {
  const outcome = judgeStatus(answer, nowMs)
  if (outcome.kind !== 'delivered' || !/"errors":\s*true/.test(answer.body)) return outcome
  const statuses = [...answer.body.matchAll(/"status":\s*(\d{3})/g)].map(([, status]) => Number(status))
  const failed = statuses.filter((status) => status >= 300 && status !== 409)
  if (failed.length === 0) return { kind: 'delivered' }
  const isTransient = failed.some((status) => status === 429 || status >= 500)
  const reason = `${failed.length} documents were answered ${[...new Set(failed)].join(', ')}`
  return isTransient ? { kind: 'retry', reason } : { kind: 'refused', reason }
}
