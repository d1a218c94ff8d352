/** Alert to webhook: sends alerts one by one, each a group of its own, and takes the time until the webhook has it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Receiver } from '../../../worker/fixtures/receiver.ts'
import { Connection } from './connection.ts'
import type { Request } from './node.ts'

/** A configuration that tells each new rule at once. */
export const routingTo = (url: string): string =>
  `route: {receiver: team, group_by: [alertname], group_wait: 0s, group_interval: 1s}
receivers: [{name: team, webhook_configs: [{url: '${url}/hook', send_resolved: false}]}]
`

/** Milliseconds from sending each alert to its webhook. `seal` makes an alert of a rule; each rule is told once. */
export async function toldWithin(
  url: string,
  receiver: Receiver,
  seal: (rule: string) => Request,
  count: number,
): Promise<readonly number[]> {
  const sent = new Map<string, number>()
  const tookMs: number[] = []
  const answer = receiver.reply
  receiver.reply = (received) => {
    // The webhook's own JSON.
    const { groupLabels } = JSON.parse(received.body) as { groupLabels: { alertname: string } }
    const at = sent.get(groupLabels.alertname)
    if (at !== undefined && sent.delete(groupLabels.alertname)) tookMs.push(performance.now() - at)
    return answer(received)
  }
  const requests = Array.from({ length: count }, (_, index) => ({
    rule: `told ${index}`,
    request: seal(`told ${index}`),
  }))
  const connection = await Connection.open(url)
  for (const { rule, request } of requests) {
    sent.set(rule, performance.now())
    const { status, body } = await connection.exchange(request.head, request.body)
    if (status !== 200) throw new Error(`an alert was answered with ${status}: ${body}`)
    await sleep(20)
  }
  for (let waited = 0; sent.size > 0 && waited < 100; waited++) await sleep(50)
  connection.close()
  receiver.reply = answer
  if (sent.size > 0) throw new Error(`${sent.size} of ${count} alerts did not reach the webhook`)
  // The first ones warm everything up.
  return tookMs.slice(Math.floor(count / 4))
}
