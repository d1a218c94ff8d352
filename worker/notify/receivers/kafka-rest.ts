/** `kafka_rest_configs`: a record an alert, through a REST proxy (version 2 of its API), keyed by fingerprint. */
import { readHttp } from '../http-config.ts'
import { type Answer, judgeStatus, type Outcome, type ReceiverKind } from '../integration.ts'
import { readUrl } from '../read-settings.ts'
import { alertLine } from './alert-line.ts'

/** Kafka behind a REST proxy. */
export const kafkaRest: ReceiverKind = {
  key: 'kafka_rest_configs',
  read(section, globals) {
    const url = readUrl(section, 'url')
    const topic = section.text('topic')
    if (!/^[A-Za-z0-9._-]{1,249}$/.test(topic))
      section.fault('not_a_topic', 'topic', 'must be letters, digits, . _ and -')
    const headers = {
      'content-type': 'application/vnd.kafka.json.v2+json',
      accept: 'application/vnd.kafka.v2+json',
      ...readHttp(section, globals),
    }
    return {
      kind: 'kafka_rest',
      sendResolved: section.flag('send_resolved', true),
      judge,
      async requests(notification) {
        const records = notification.alerts.map((alert) => ({
          key: alert.fingerprint,
          value: alertLine(notification, alert),
        }))
        return [{ url: `${url}/topics/${topic}`, method: 'POST', headers, body: JSON.stringify({ records }) }]
      },
    }
  },
}

/** Each record has an outcome of its own; 2 is an error that may pass, 1 one that will not. */
const judge = (answer: Answer, nowMs: number): Outcome => {
  const outcome = judgeStatus(answer, nowMs)
  const codes = [...answer.body.matchAll(/"error_code":\s*(\d+)/g)].map(([, code]) => Number(code))
  if (outcome.kind !== 'delivered' || codes.length === 0) return outcome
  const reason = `${codes.length} records were refused`
  return codes.includes(2) ? { kind: 'retry', reason } : { kind: 'refused', reason }
}
