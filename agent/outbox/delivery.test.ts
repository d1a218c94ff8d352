import { expect, test } from 'vitest'
import type { Alert } from '#schema/alert'
import { startDelivery, type Trouble } from './delivery.ts'
import { ModelEdge } from './model-edge.ts'
import { openOutbox } from './outbox.ts'
import { alertNamed, SwiftClock, seeded, testContext, testNode, testOptions } from './testing.ts'
import { TornDisk } from './torn-disk.ts'

type Answer = () => Response

/** Sends three batches of one alert to an edge that first gives `answers`; a null lets the edge answer itself. */
async function deliver(answers: readonly (Answer | null)[]) {
  const random = seeded(7)
  const disk = new TornDisk(random)
  const clock = new SwiftClock()
  const outbox = await openOutbox({ ...testOptions(random), clock, fileSystem: disk, maxBatchAlerts: 1 })
  for (const name of ['one', 'two', 'three']) await outbox.append([alertNamed(name)], testContext)
  const edge = new ModelEdge(testNode.publicKey)
  const troubles: Trouble[] = []
  const waiting = [...answers]
  let options: RequestInit | undefined
  const delivery = startDelivery({
    outbox,
    edgeUrl: 'http://edge',
    node: testNode.id,
    clock,
    random,
    fetch: (async (url: unknown, init?: RequestInit) => {
      options = init
      const answer = waiting.shift()
      return answer ? answer() : edge.fetch(url, init)
    }) as typeof globalThis.fetch,
    onTrouble: (trouble) => void troubles.push(trouble),
  })
  for (let turns = 0; outbox.status().waitingBatches > 0 && turns < 1_000; turns++)
    await new Promise((resolve) => setImmediate(resolve))
  const status = outbox.status()
  await delivery.stop()
  await outbox.close()
  return { edge, troubles, status, options, disk, names: edge.alerts.map(({ rule }: Alert) => rule) }
}

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  () =>
    new Response(JSON.stringify(body), { status, headers })
const all = ['one', 'two', 'three']

const rows: readonly {
  readonly name: string
  readonly answers: readonly (Answer | null)[]
  readonly names: readonly string[]
  readonly codes: readonly string[]
}[] = [
  { name: '200 sends on', answers: [], names: all, codes: [] },
  {
    name: '503 is tried again',
    answers: [json(503, {}), json(503, {})],
    names: all,
    codes: ['EDGE_LATER', 'EDGE_LATER'],
  },
  { name: '429 is tried again', answers: [null, json(429, {})], names: all, codes: ['EDGE_LATER'] },
  {
    name: '401 is tried again until the node is enrolled',
    answers: [json(401, {})],
    names: all,
    codes: ['NODE_UNKNOWN'],
  },
  {
    name: '409 gap begins an epoch',
    answers: [null, json(409, { code: 'gap', expected: 2 })],
    names: all,
    codes: ['EPOCH_RENEWED'],
  },
  {
    name: '422 chain begins an epoch',
    answers: [null, json(422, { code: 'chain' })],
    names: all,
    codes: ['EPOCH_RENEWED'],
  },
  {
    name: '422 malformed sets the batch aside, and the gap behind it begins an epoch',
    answers: [null, json(422, { code: 'malformed' })],
    names: ['one', 'three'],
    codes: ['BATCH_REJECTED', 'EPOCH_RENEWED'],
  },
  {
    name: 'a redirect is not followed',
    answers: [() => new Response(null, { status: 307, headers: { location: 'http://elsewhere' } })],
    names: all,
    codes: ['EDGE_UNEXPECTED'],
  },
  {
    name: 'a page of a proxy is no acknowledgement',
    answers: [() => new Response('<html>', { status: 200 })],
    names: all,
    codes: ['EDGE_UNEXPECTED'],
  },
  {
    name: 'an acknowledgement of less than was sent is none',
    answers: [json(200, { acknowledged: 0 })],
    names: all,
    codes: ['EDGE_UNEXPECTED'],
  },
  {
    name: 'silence is tried again',
    answers: [
      () => {
        throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') })
      },
    ],
    names: all,
    codes: ['EDGE_SILENT'],
  },
]

test.each(rows)('delivery: $name', async ({ answers, names, codes }) => {
  const outcome = await deliver(answers)
  expect(outcome.names).toEqual(names)
  expect(outcome.troubles.map(({ code }) => code)).toEqual(codes)
  expect(outcome.status).toMatchObject({ waitingBatches: 0, waitingAlerts: 0 })
  expect(outcome.options).toMatchObject({ method: 'POST', redirect: 'manual' })
})

test('delivery: Retry-After says when it is tried again', async () => {
  const { troubles } = await deliver([json(503, {}, { 'retry-after': '7' })])
  expect(troubles).toMatchObject([{ code: 'EDGE_LATER', retryInMs: 7_000 }])
})

test('delivery: waits grow up to half a minute and no further', async () => {
  const { troubles } = await deliver(Array.from({ length: 14 }, () => json(500, {})))
  for (const [index, { retryInMs }] of troubles.entries())
    expect(retryInMs).toBeLessThanOrEqual(Math.min(100 * 2 ** index, 30_000))
  expect(Math.max(...troubles.map(({ retryInMs }) => retryInMs))).toBeGreaterThan(5_000)
})

test('delivery: an endless answer is read in part', async () => {
  const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(16_384)) })
  const { names } = await deliver([() => new Response(endless, { status: 503 })])
  expect(names).toEqual(all)
})

test('delivery: what the edge refused for good is kept aside and counted', async () => {
  const { status, disk, edge } = await deliver([json(422, { code: 'malformed' })])
  expect(status).toMatchObject({ rejected: 1, lost: 1 })
  expect(disk.names().filter((name) => name.startsWith('rejected/'))).toHaveLength(1)
  expect(edge.shed).toBe(1)
})
