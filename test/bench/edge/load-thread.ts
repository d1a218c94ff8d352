/** The load generator, in a thread of its own: seals everything first, then sends as fast as it is acknowledged. */
import { parentPort, workerData } from 'node:worker_threads'
import { Connection } from './connection.ts'
import type { LoadOrder, LoadOutcome } from './load.ts'
import { LoadNode, type Request } from './node.ts'

// `load.ts` starts this thread with nothing else.
const order = workerData as LoadOrder

interface Prepared {
  readonly connection: Connection
  readonly requests: readonly Request[]
}

const prepare = async (): Promise<readonly Prepared[]> =>
  Promise.all(
    Array.from({ length: order.nodes }, async (_, index) => {
      const node = new LoadNode(`${order.name}-${index}`)
      await node.enrol(order.url, order.enrolToken)
      const requests = Array.from({ length: order.batchesPerNode }, () => node.seal(order.alertsPerBatch, order.mix))
      return { connection: await Connection.open(order.url), requests }
    }),
  )

async function run(prepared: readonly Prepared[]): Promise<LoadOutcome> {
  const latenciesMs: number[] = []
  let acknowledged = 0
  const start = performance.now()
  await Promise.all(
    prepared.map(async ({ connection, requests }) => {
      for (const { head, body, alerts } of requests) {
        const sent = performance.now()
        if (sent - start > order.withinMs) break
        const { status, body: text } = await connection.exchange(head, body)
        if (status !== 200) throw new Error(`the edge answered ${status}: ${text}`)
        latenciesMs.push(performance.now() - sent)
        acknowledged += alerts
      }
    }),
  )
  const seconds = (performance.now() - start) / 1000
  for (const { connection } of prepared) connection.close()
  return { acknowledged, seconds, latenciesMs }
}

const prepared = await prepare()
parentPort?.once('message', async () => parentPort?.postMessage(await run(prepared)))
const [first] = prepared[0]?.requests ?? []
parentPort?.postMessage({ bytesPerAlert: (first?.body.length ?? 0) / (first?.alerts ?? 1) })
