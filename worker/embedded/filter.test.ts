import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { edgeClient } from '../api/client.ts'
import { alert, lineage } from '../fixtures/alerts.ts'
import { type Edge, startEdge } from './index.ts'
import { SigningNode } from './signing-node.ts'

const data = mkdtempSync(join(tmpdir(), 'eyas-filter-'))
const node = new SigningNode('web-1')
let edge: Edge
const client = () => edgeClient(edge.url, edge.readToken)
const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 20_000 })

/** Asks again until it holds, before the tests begin. */
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((wake) => setTimeout(wake, 20))
}
const isThere = (filter: string) => async (): Promise<boolean> => (await all(filter)).rules.length === 1

const made = (rule: string, pid: number, fields: Record<string, string | number>) =>
  alert({ rule, lineage: lineage(`p${pid} ${pid} < systemd 1`), fields })

const rulesOf = (items: readonly { readonly rule: string }[]): readonly string[] => items.map(({ rule }) => rule).sort()

beforeAll(async () => {
  edge = await startEdge({ dataDirectory: data, port: 0, log: () => {} })
  await node.enrol(edge.url, edge.enrolToken)
  const quiet = Array.from({ length: 6000 }, (_, index) => made('quiet', 10_000 + index, { 'fd.name': `/q${index}` }))
  const loud = [made('first', 2, { 'proc.name': 'bash' }), made('second', 3, { 'fd.rip': '10.0.0.1' })]
  const batches = [loud, ...Array.from({ length: 6 }, (_, index) => quiet.slice(index * 1000, index * 1000 + 1000))]
  for (const batch of batches) expect((await node.send(edge.url, node.seal(batch))).status).toBe(200)
  await until(isThere('proc.name = bash'))
  await until(isThere('fd.name = /q5999'))
}, 90_000)

afterAll(async () => {
  await edge.stop()
  rmSync(data, { recursive: true, force: true })
})

/** Every item of a list, page by page. */
const all = async (filter: string) => {
  const rules: string[] = []
  let pages = 0
  for (let cursor: string | null | undefined; cursor !== null; pages += 1) {
    const page = await client().call('listAlerts', { query: { filter, ...(cursor === undefined ? {} : { cursor }) } })
    rules.push(...rulesOf(page.items))
    cursor = page.cursor
  }
  return { rules: rules.sort(), pages }
}

test('a filter finds alerts by any field, however far back, in requests that each look at a part', async () => {
  expect(await all('proc.name = bash or fd.rip = 10.0.0.1')).toEqual({ rules: ['first', 'second'], pages: 2 })
  expect((await all('rule = quiet and fd.name in (/q1, /q2)')).rules).toEqual(['quiet', 'quiet'])
  const page = await client().call('listAlerts', { query: { filter: 'rule = quiet', limit: 3 } })
  expect(page.items).toHaveLength(3)
})

test('incidents are found by what one of their alerts says', async () => {
  const found: number[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const query = { filter: 'fd.name = /q5999 and priority >= Debug', ...(cursor === undefined ? {} : { cursor }) }
    const page = await client().call('listIncidents', { query })
    found.push(...page.items.map(({ alertCount }) => alertCount))
    cursor = page.cursor
  }
  expect(found).toEqual([1])
})

test.each(['alerts', 'incidents'])('a filter on %s that cannot be read is refused at its column', async (list) => {
  const address = `${edge.url}/v1/${list}?filter=${encodeURIComponent('rule = x and proc.nmae = y')}`
  const answer = await fetch(address, { headers: { authorization: `Bearer ${edge.readToken}` } })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toEqual({
    code: 'filter_refused',
    message: 'filter, column 14: filter_check called with nonexistent field proc.nmae',
    hint: 'did you mean proc.name?',
    line: 1,
    column: 14,
  })
})

test('a stream carries the alerts that its filter holds for, and their incidents', async () => {
  const token = `eyas.token.${Buffer.from(edge.readToken).toString('base64url')}`
  const address = `${edge.url.replace('http', 'ws')}/v1/stream?filter=${encodeURIComponent('proc.name = wanted')}`
  const socket = new WebSocket(address, ['eyas.v1', token])
  const seen: string[] = []
  socket.addEventListener('message', ({ data }) => {
    for (const message of JSON.parse(String(data)))
      seen.push(message.kind === 'alert' ? message.alert.rule : message.kind)
  })
  await new Promise((opened) => socket.addEventListener('open', opened))
  await node.send(edge.url, node.seal([made('unwanted', 5, { 'proc.name': 'other' })]))
  await node.send(edge.url, node.seal([made('wanted', 6, { 'proc.name': 'wanted' })]))
  await eventually(() => seen.filter((one) => one !== 'incident')).toEqual(['wanted'])
  expect(seen).toContain('incident')
  socket.close()
})
