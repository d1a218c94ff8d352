/**
 * The edge under load: one runtime process on loopback, every acknowledgement durable, the load generator in a thread of
 * its own with everything sealed beforehand. Debian's Alertmanager takes the same alerts beside it where it is installed;
 * it keeps nothing on disk.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Edge, startEdge } from '#edge'
import { Receiver } from '../../worker/fixtures/receiver.ts'
import type { Benchmark, Figure } from './benchmark.ts'
import { type LoadOrder, type LoadOutcome, prepareLoad } from './edge/load.ts'
import { LoadNode } from './edge/node.ts'
import { type Peer, startPeer } from './edge/peer.ts'
import { PeerNode } from './edge/peer-node.ts'
import { routingTo, toldWithin } from './edge/told.ts'

interface Target {
  readonly name: string
  readonly url: string
  readonly pid: number
  readonly enrolToken: string | undefined
}

const figure = (what: string, unit: string, ...samples: number[]): Figure => ({ what, unit, samples })

const percentile = (samples: readonly number[], share: number): number => {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Seconds of processor time that a process has used; the kernel counts hundredths. */
const cpuSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

const megabytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

/** One load on one target: alerts acknowledged each second, and each second of the target's processor time. */
async function ingest(
  target: Target,
  what: string,
  order: Omit<LoadOrder, 'url' | 'enrolToken' | 'name'>,
): Promise<readonly Figure[]> {
  const { url, enrolToken } = target
  const name = what.replaceAll(/[^a-z]+/g, '-')
  // What the first load teaches the runtime's compiler is not measured.
  await (await prepareLoad({ ...order, url, enrolToken, name: `warm-${name}`, withinMs: order.withinMs / 2 })).run()
  const load = await prepareLoad({ ...order, url, enrolToken, name })
  const before = cpuSeconds(target.pid)
  const outcome: LoadOutcome = await load.run()
  const used = cpuSeconds(target.pid) - before
  return [
    figure(`${target.name}: ${what}`, '/s', outcome.acknowledged / outcome.seconds),
    figure(`${target.name}: ${what}, for a second of processor time`, '/s', outcome.acknowledged / used),
    figure(`${target.name}: ${what}, acknowledged p99`, 'ms', percentile(outcome.latenciesMs, 0.99)),
  ]
}

async function ingestAll(target: Target, isQuick: boolean): Promise<readonly Figure[]> {
  const withinMs = isQuick ? 2_000 : 5_000
  const hundreds = { nodes: 16, alertsPerBatch: 100, batchesPerNode: isQuick ? 60 : 150, withinMs }
  return [
    ...(await ingest(target, 'batches of 100, mostly repeats', { ...hundreds, mix: 'repeats' })),
    ...(await ingest(target, 'single alerts', {
      ...{ nodes: 16, alertsPerBatch: 1, withinMs, mix: 'repeats' },
      batchesPerNode: isQuick ? 400 : 1500,
    })),
    ...(await ingest(target, 'batches of 100, all distinct', {
      ...{ ...hundreds, mix: 'distinct' },
      batchesPerNode: isQuick ? 10 : 30,
    })),
  ]
}

async function told(target: Target, receiver: Receiver, isQuick: boolean): Promise<readonly Figure[]> {
  const { enrolToken } = target
  const node = enrolToken === undefined ? new PeerNode('told') : new LoadNode('told')
  if (node instanceof LoadNode && enrolToken !== undefined) await node.enrol(target.url, enrolToken)
  const seal = (rule: string) => node.seal(1, 'apart', rule)
  const tookMs = await toldWithin(target.url, receiver, seal, isQuick ? 80 : 300)
  return [
    figure(`${target.name}: alert to webhook p50`, 'ms', percentile(tookMs, 0.5)),
    figure(`${target.name}: alert to webhook p99`, 'ms', percentile(tookMs, 0.99)),
  ]
}

const ask = async (edge: Edge, path: string): Promise<Response> => {
  const answer = await fetch(edge.url + path, { headers: { authorization: `Bearer ${edge.operatorToken}` } })
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`)
  return answer
}

/** Waits until everything acknowledged is in an incident. Returns how long that took, in seconds. */
async function settled(edge: Edge): Promise<number> {
  const start = performance.now()
  for (;;) {
    const text = await (await ask(edge, '/metrics')).text()
    const waiting = /^eyas_ingest_waiting_batches\S* (\d+)/m.exec(text)?.[1]
    if (waiting === undefined) throw new Error('/metrics does not say how many batches wait')
    if (waiting === '0') return (performance.now() - start) / 1000
    await sleep(100)
  }
}

async function queried(edge: Edge, what: string, path: string, rounds: number): Promise<Figure> {
  const tookMs: number[] = []
  for (let round = -5; round < rounds; round++) {
    const start = performance.now()
    await (await ask(edge, path)).arrayBuffer()
    if (round >= 0) tookMs.push(performance.now() - start)
  }
  return figure(`edge: ${what} p99`, 'ms', percentile(tookMs, 0.99))
}

/** Many incidents, each of an alert of its own: how fast they are made, what they take, how they are asked for. */
async function atMany(edge: Edge, isQuick: boolean): Promise<readonly Figure[]> {
  const [nodes, alertsPerBatch, batchesPerNode] = [10, 100, isQuick ? 5 : 100]
  const { url, enrolToken } = edge
  const load = { url, enrolToken, name: 'many', nodes, batchesPerNode, alertsPerBatch, mix: 'apart' } as const
  const withinMs = isQuick ? 20_000 : 300_000
  const start = performance.now()
  const { acknowledged: many } = await (await prepareLoad({ ...load, withinMs })).run()
  await settled(edge)
  const seconds = (performance.now() - start) / 1000
  const at = `at ${many.toLocaleString('en-US')} more incidents`
  const rule = encodeURIComponent('Read sensitive file untrusted 7')
  return [
    figure('edge: distinct alerts into incidents of their own', '/s', many / seconds),
    figure(`edge: memory ${at}`, 'MB', megabytes(edge.pid)),
    await queried(edge, `incident list ${at}`, '/v1/incidents?limit=50', isQuick ? 50 : 200),
    await queried(
      edge,
      `incidents of a rule and node ${at}`,
      `/v1/incidents?rule=${rule}&node=many-3`,
      isQuick ? 50 : 200,
    ),
  ]
}

const asTarget = (edge: Edge): Target => ({ name: 'edge', url: edge.url, pid: edge.pid, enrolToken: edge.enrolToken })
const asPeer = ({ url, pid }: Peer): Target => ({ name: 'Alertmanager', url, pid, enrolToken: undefined })

const startOn = (dataDirectory: string): Promise<Edge> => startEdge({ dataDirectory, port: 0, log: () => {} })

/** On an edge of its own: what it is told to tell, it tells of everything that stands. */
async function measureTelling(data: string, receiver: Receiver, isQuick: boolean): Promise<readonly Figure[]> {
  const edge = await startOn(data)
  try {
    const headers = { authorization: `Bearer ${edge.operatorToken}` }
    const put = { method: 'PUT', headers, body: routingTo(receiver.url) }
    const answer = await fetch(`${edge.url}/v1/config/routing`, put)
    if (!answer.ok) throw new Error(`the routing was not taken: ${await answer.text()}`)
    return await told(asTarget(edge), receiver, isQuick)
  } finally {
    await edge.stop()
  }
}

async function measureStoring(data: string, isQuick: boolean): Promise<readonly Figure[]> {
  let edge = await startOn(data)
  try {
    const figures = [...(await ingestAll(asTarget(edge), isQuick))]
    figures.push(figure('edge: until all of it is folded', 's', await settled(edge)))
    figures.push(...(await atMany(edge, isQuick)))
    process.kill(edge.pid, 'SIGKILL')
    await edge.ended
    const killedAt = performance.now()
    edge = await startOn(data)
    await ask(edge, '/v1/incidents?limit=1')
    return [
      ...figures,
      figure('edge: kill -9 to the first list of incidents', 's', (performance.now() - killedAt) / 1000),
    ]
  } finally {
    await edge.stop()
  }
}

async function measurePeer(data: string, receiver: Receiver, isQuick: boolean): Promise<readonly Figure[] | undefined> {
  const peer = await startPeer(data, routingTo(receiver.url))
  if (peer === undefined) return undefined
  try {
    return [...(await told(asPeer(peer), receiver, isQuick)), ...(await ingestAll(asPeer(peer), isQuick))]
  } finally {
    await peer.stop()
  }
}

/** `npm run bench -- edge`. */
export const edge: Benchmark = {
  name: 'edge',
  summary: 'alerts of 1.5 kB: acknowledged, folded, told and asked for, beside Alertmanager',
  async run(say, isQuick) {
    const data = mkdtempSync(join(tmpdir(), 'eyas-bench-'))
    const receiver = await Receiver.start()
    try {
      const telling = await measureTelling(join(data, 'telling'), receiver, isQuick)
      const ours = [...telling, ...(await measureStoring(join(data, 'storing'), isQuick))]
      const theirs = await measurePeer(data, receiver, isQuick)
      if (theirs === undefined) say('edge: Alertmanager is not installed, so the edge was measured alone')
      return [...ours, ...(theirs ?? [])]
    } finally {
      await receiver.stop()
      rmSync(data, { recursive: true, force: true })
    }
  },
}
