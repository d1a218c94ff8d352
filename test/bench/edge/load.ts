/** Starts the load generator and reads what it measured. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Mix } from './alerts.ts'

/** What is to be sent. */
export interface LoadOrder {
  readonly url: string
  /** Undefined where the load goes to an Alertmanager, whose nodes have no keys. */
  readonly enrolToken: string | undefined
  /** Its nodes are called by this and a number. */
  readonly name: string
  readonly nodes: number
  readonly batchesPerNode: number
  readonly alertsPerBatch: number
  readonly mix: Mix
  /** Nothing is sent after this many milliseconds. */
  readonly withinMs: number
}

/** What came of it. */
export interface LoadOutcome {
  /** Alerts that were acknowledged. */
  readonly acknowledged: number
  readonly seconds: number
  /** Of each request, until its acknowledgement. */
  readonly latenciesMs: readonly number[]
}

/** A load that is sealed and waits. */
export interface Load {
  readonly bytesPerAlert: number
  run(): Promise<LoadOutcome>
}

/** Seals a load in a thread of its own. */
export async function prepareLoad(order: LoadOrder): Promise<Load> {
  const thread = new Worker(new URL('load-thread.ts', import.meta.url), { workerData: order })
  // The thread's first message; an error of the thread rejects the wait.
  const [ready] = (await once(thread, 'message')) as [{ bytesPerAlert: number }]
  return {
    bytesPerAlert: ready.bytesPerAlert,
    async run() {
      thread.postMessage('go')
      // Its second and last one.
      const [outcome] = (await once(thread, 'message')) as [LoadOutcome]
      await thread.terminate()
      return outcome
    },
  }
}
