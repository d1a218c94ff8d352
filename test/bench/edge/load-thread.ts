/** The load generator, in a thread of its own: seals everything first, then sends as fast as it is acknowledged. */
import { parentPort, workerData } from 'node:worker_threads'
import { Connection } from './connection.ts'
import type { LoadOrder, LoadOutcome } from './load.ts'
import { LoadNode, type Request } from './node.ts'
import { PeerNode } from './peer-node.ts'

// `load.ts` starts this thread with nothing else.
const order = workerData as LoadOrder

type Prepared = readonly (readonly Request[])[]

const prepare = async (): Promise<Prepared> =>
  Promise.all(
    Array.from({ length: order.nodes }, async (_, index) => {
      const node = await nodeCalled(`${order.name}-${index}`)
      return Array.from({ length: order.batchesPerNode }, () => node.seal(order.alertsPerBatch, order.mix))
    }),
  )

const nodeCalled = async (name: string): Promise<LoadNode | PeerNode> => {
  if (order.enrolToken === undefined) return new PeerNode(name)
  const node = new LoadNode(name)
  await node.enrol(order.url, order.enrolToken)
  return node
}

async function run(prepared: Prepared): Promise<LoadOutcome> {
  const latenciesMs: number[] = []
  let acknowledged = 0
  // Only now: the edge closes a connection on which nothing comes.
  const connections = await Promise.all(prepared.map(() => Connection.open(order.url)))
  const start = performance.now()
  await Promise.all(
    connections.map(async (connection, index) => {
      for (const { head, body, alerts } of prepared[index] ?? []) {
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
  for (const connection of connections) connection.close()
  return { acknowledged, seconds, latenciesMs }
}

const prepared = await prepare()
parentPort?.once('message', async () => parentPort?.postMessage(await run(prepared)))
const [first] = prepared[0] ?? []
parentPort?.postMessage({ bytesPerAlert: (first?.body.length ?? 0) / (first?.alerts ?? 1) })
