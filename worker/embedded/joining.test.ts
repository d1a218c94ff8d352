import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { edgeClient } from '../api/client.ts'
import { alert, lineage } from '../fixtures/alerts.ts'
import { type Edge, startEdge } from './index.ts'
import { SigningNode } from './signing-node.ts'

const data = mkdtempSync(join(tmpdir(), 'eyas-joining-'))
const [web, db] = [new SigningNode('web-1'), new SigningNode('db-1')]
let edge: Edge
const client = () => edgeClient(edge.url, edge.operatorToken)

beforeAll(async () => {
  edge = await startEdge({ dataDirectory: data, port: 0, log: () => {} })
  for (const node of [web, db]) await node.enrol(edge.url, edge.enrolToken)
}, 60_000)

afterAll(async () => {
  await edge.stop()
  rmSync(data, { recursive: true, force: true })
})

const incidents = async () => (await client().call('listIncidents', { query: { limit: 100 } })).items

/** The sets of rules that are together, once there are so many alerts. */
const together = async (alerts: number): Promise<readonly string[]> => {
  const counted = async () => (await incidents()).reduce((sum, { alertCount }) => sum + alertCount, 0)
  await expect.poll(counted, { timeout: 20_000 }).toBe(alerts)
  return (await incidents())
    .map(({ rules }) =>
      rules
        .map(({ rule }) => rule)
        .sort()
        .join(' + '),
    )
    .sort()
}

const made = (rule: string, pid: number, fields: Record<string, string>) =>
  alert({ rule, lineage: lineage(`p${pid} ${pid} < systemd 1`), fields })

test('alerts of two nodes that reach one address are one incident, until somebody says that it means nothing', async () => {
  const proxy = { 'fd.name': '10.0.0.1:4000->203.0.113.7:443' }
  await web.send(edge.url, web.seal([made('first', 10, proxy)]))
  await db.send(edge.url, db.seal([made('second', 20, proxy)]))
  expect(await together(2)).toEqual(['first + second'])
  const [whole] = await incidents()
  if (whole === undefined) throw new Error('there is an incident')
  expect(whole.nodes).toEqual(['db-1', 'web-1'])
  const path = { id: whole.id }
  const { timeline, ties } = await client().call('getIncident', { path })
  expect(timeline[1]?.reason).toEqual({ kind: 'address', text: 'same remote address: 203.0.113.7' })
  expect(ties.map(({ key }) => key)).toEqual(['a/203.0.113.7'])

  const body = { tie: 'a/203.0.113.7', owner: 'ana', comment: 'the proxy' }
  const { items } = await client().call('splitIncident', { path, body })
  expect(items[0]?.id).toBe(whole.id)
  expect(await together(2)).toEqual(['first', 'second'])
  const { actions } = await client().call('getIncident', { path })
  expect(actions).toMatchObject([{ action: 'split', owner: 'ana', comment: 'the proxy' }])
  const audit = await client().call('listAudit', { query: {} })
  expect(audit.items[0]).toMatchObject({ detail: 'a/203.0.113.7' })

  await web.send(edge.url, web.seal([made('third', 30, proxy)]))
  expect(await together(3)).toEqual(['first', 'second', 'third'])
  await expect(client().call('splitIncident', { path, body })).rejects.toMatchObject({
    status: 422,
    code: 'tie_unknown',
  })
})

test('two incidents that somebody made one take in what belongs to either', async () => {
  const idOf = async (rule: string) => (await incidents()).find(({ rules }) => rules[0]?.rule === rule)?.id ?? ''
  const [id, incident] = [await idOf('first'), await idOf('third')]
  const merged = await client().call('mergeIncidents', { path: { id }, body: { incident, owner: 'ana' } })
  expect(merged.alertCount).toBe(2)
  await web.send(edge.url, web.seal([made('fourth', 30, {})]))
  expect(await together(4)).toEqual(['first + fourth + third', 'second'])
  const path = { id: incident }
  expect((await client().call('getIncident', { path })).id).toBe(merged.id)
  const again = client().call('mergeIncidents', { path: { id }, body: { incident } })
  await expect(again).rejects.toMatchObject({ status: 404, code: 'incident_unknown' })
})
