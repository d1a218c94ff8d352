/** One attempt to tell one target of one notification. */
import type { Integration, Outcome } from './integration.ts'
import type { Notification } from './notification.ts'
import type { Send } from './send.ts'

/** Sends the requests of a notification in order; the first that does not succeed decides. */
export const deliver = async (
  integration: Integration,
  notification: Notification,
  send: Send,
  clock: () => number,
): Promise<Outcome> => {
  try {
    for (const outbound of await integration.requests(notification, clock())) {
      const attempt = await send(outbound)
      if (attempt.kind === 'forbidden') return { kind: 'refused', reason: attempt.reason }
      if (attempt.kind === 'failed') return { kind: 'retry', reason: attempt.reason }
      const outcome = integration.judge(attempt.answer, clock())
      if (outcome.kind !== 'delivered') return outcome
    }
    return { kind: 'delivered' }
  } catch (cause) {
    // Only filling in a template can fail here, and it would fail again.
    console.error(`notify: a ${integration.kind} notification could not be made`, cause)
    return { kind: 'refused', reason: `not made: ${cause instanceof Error ? cause.message : String(cause)}` }
  }
}
