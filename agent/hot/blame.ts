/**
 * Asks a thread that is stuck in a loop which rule it evaluates. The thread cannot answer messages, and its memory is its
 * own; but Node's inspector interrupts loops of WebAssembly as of JavaScript, and runs one expression between two turns.
 */
import { Session } from 'node:inspector'

/** The name under which the hot thread keeps the function that answers. */
export const answerName = 'eyasRuleUnderEvaluation'

interface FromWorker {
  readonly id?: number
  readonly result?: { readonly result?: { readonly value?: unknown } }
}

/** The answer of whichever thread has one: the name of a rule, or an empty text if none answers in time. */
export async function ruleUnderEvaluation(withinMs: number): Promise<string> {
  const session = new Session()
  session.connect()
  const { promise, resolve } = Promise.withResolvers<string>()
  const timer = setTimeout(resolve, withinMs, '')
  try {
    // The inspector counts threads in a way of its own, so all are asked; only the hot thread has an answer.
    session.on('NodeWorker.attachedToWorker', ({ params: { sessionId } }) => {
      const params = { expression: `globalThis.${answerName}?.()`, returnByValue: true }
      const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params })
      session.post('NodeWorker.sendMessageToWorker', { sessionId, message })
    })
    session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
      // The inspector's own protocol.
      const { id, result } = JSON.parse(params.message) as FromWorker
      const answer = result?.result?.value
      if (id === 1 && typeof answer === 'string') resolve(answer)
    })
    session.post('NodeWorker.enable', { waitForDebuggerOnStart: false })
    return await promise
  } finally {
    clearTimeout(timer)
    session.post('NodeWorker.disable')
    session.disconnect()
  }
}
