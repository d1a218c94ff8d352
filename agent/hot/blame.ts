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

/** The answer of the thread of that id: the name of a rule, or an empty text if it gives none in time. */
export async function ruleUnderEvaluation(threadId: number, withinMs: number): Promise<string> {
  const session = new Session()
  session.connect()
  const { promise, resolve } = Promise.withResolvers<string>()
  const timer = setTimeout(resolve, withinMs, '')
  try {
    session.on('NodeWorker.attachedToWorker', ({ params }) => {
      if (params.workerInfo.workerId !== String(threadId)) return
      const expression = `globalThis.${answerName}?.() ?? ''`
      const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression, returnByValue: true } })
      session.post('NodeWorker.sendMessageToWorker', { sessionId: params.sessionId, message })
    })
    session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
      // The inspector's own protocol.
      const { id, result } = JSON.parse(params.message) as FromWorker
      if (id === 1) resolve(typeof result?.result?.value === 'string' ? result.result.value : '')
    })
    session.post('NodeWorker.enable', { waitForDebuggerOnStart: false })
    return await promise
  } finally {
    clearTimeout(timer)
    session.post('NodeWorker.disable')
    session.disconnect()
  }
}
