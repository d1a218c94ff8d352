/** One attempt to tell one target of one notification. */
import type { Answer, Integration, Outbound, Outcome } from './integration.ts'
import type { Notification } from './notification.ts'
import { forgetToken, withToken } from './oauth2.ts'
import type { Send } from './send.ts'

/** Sends the requests of a notification in order; the first that does not succeed decides. */
export const deliver = async (
  integration: Integration,
  notification: Notification,
  send: Send,
  clock: () => number,
): Promise<Outcome> => {
  try {
    if (integration.talk !== undefined) return await converse(integration, integration.talk(notification), send, clock)
    for (const outbound of await integration.requests(notification, clock())) {
      const { outcome } = await tell(integration, outbound, send, clock)
      if (outcome.kind !== 'delivered') return outcome
    }
    return { kind: 'delivered' }
  } catch (cause) {
    // Only filling in a template can fail here, and it would fail again.
    console.error(`notify: a ${integration.kind} notification could not be made`, cause)
    return { kind: 'refused', reason: `not made: ${cause instanceof Error ? cause.message : String(cause)}` }
  }
}

interface Told {
  readonly outcome: Outcome
  readonly answer?: Answer
}

const tell = async (integration: Integration, outbound: Outbound, send: Send, clock: () => number): Promise<Told> => {
  const authorized = await withToken(outbound, send, clock())
  if ('kind' in authorized) return { outcome: authorized }
  const attempt = await send(authorized)
  if (attempt.kind === 'forbidden') return { outcome: { kind: 'refused', reason: attempt.reason } }
  if (attempt.kind === 'failed') return { outcome: { kind: 'retry', reason: attempt.reason } }
  if (attempt.answer.status === 401 && forgetToken(outbound))
    return { outcome: { kind: 'retry', reason: 'answered 401; another token is fetched' } }
  return { outcome: integration.judge(attempt.answer, clock()), answer: attempt.answer }
}

const converse = async (
  integration: Integration,
  talk: Generator<Outbound, void, Answer>,
  send: Send,
  clock: () => number,
): Promise<Outcome> => {
  let turn = talk.next()
  while (turn.done !== true) {
    const { outcome, answer } = await tell(integration, turn.value, send, clock)
    if (outcome.kind !== 'delivered' || answer === undefined) return outcome
    turn = talk.next(answer)
  }
  return { kind: 'delivered' }
}
