import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { IncidentDetailJson, IncidentJson, Page } from '#schema/incident'
import { alert, lineage } from '../fixtures/alerts.ts'
import { type Edge, startEdge } from './index.ts'
import { SigningNode } from './signing-node.ts'

const data = mkdtempSync(join(tmpdir(), 'eyas-correlations-'))
const nodes = [new SigningNode('left'), new SigningNode('right')] as const
let edge: Edge

beforeAll(async () => {
  edge = await startEdge({ dataDirectory: data, port: 0, log: () => {} })
  for (const node of nodes) await node.enrol(edge.url, edge.enrolToken)
}, 60_000)

afterAll(async () => {
  await edge.stop()
  rmSync(data, { recursive: true, force: true })
})

const ask = async <T>(method: string, path: string, body?: string, token = edge.operatorToken) => {
  const init = { method, headers: { authorization: `Bearer ${token}` }, ...(body === undefined ? {} : { body }) }
  const answer = await fetch(`${edge.url}/v1/${path}`, init)
  // The edge's own answers, in the shapes of the schema.
  return { status: answer.status, body: (await answer.json()) as T }
}

const rules = `
title: Same user fails on many nodes
level: high
tags: [attack.credential_access]
correlation:
  type: value_count
  rules: Failed login
  group-by: user.name
  timespan: 10m
  condition: {gte: 2, field: node}
---
title: Failed, then in
level: critical
correlation:
  type: temporal_ordered
  rules: [Failed login, Login]
  group-by: user.name
  timespan: 10m
`

const incidentOf = async (rule: string): Promise<IncidentJson | undefined> =>
  (await ask<Page<IncidentJson>>('GET', `incidents?rule=${encodeURIComponent(rule)}`)).body.items[0]

const event = (rule: string, user: string, pid: number) =>
  alert({
    rule,
    timeNs: BigInt(Date.now()) * 1_000_000n,
    fields: { 'user.name': user },
    lineage: lineage(`sshd ${pid}`),
  })

test('correlations with faults are refused, and what is in force is shown', async () => {
  expect((await ask('GET', 'config/correlations')).status).toBe(404)
  expect((await ask('PUT', 'config/correlations', rules, edge.readToken)).status).toBe(403)
  const refused = await ask('PUT', 'config/correlations', 'title: T\ncorrelation: {type: magic}')
  expect(refused).toMatchObject({ status: 422, body: { code: 'correlations_refused' } })
  expect(await ask('PUT', 'config/correlations', rules)).toEqual({ status: 200, body: { version: 1, rules: 2 } })
  const shown = await ask('GET', 'config/correlations', undefined, edge.readToken)
  expect(shown.body).toMatchObject({ version: 1, text: rules, history: [{ version: 1 }] })
})

test('alerts of two nodes become an incident of their own, with the alerts that led to it', async () => {
  const [left, right] = nodes
  await left.send(edge.url, left.seal([event('Failed login', 'ana', 30), event('Failed login', 'eva', 31)]))
  await right.send(edge.url, right.seal([event('Failed login', 'ana', 40), event('Login', 'ana', 41)]))
  await expect.poll(() => incidentOf('Same user fails on many nodes'), { timeout: 20_000 }).toBeDefined()
  const found = await incidentOf('Same user fails on many nodes')
  expect(found).toMatchObject({ priority: 'Error', alertCount: 1, tactics: ['credential_access'] })
  const { body } = await ask<IncidentDetailJson>('GET', `incidents/${found?.id}`)
  expect(body.timeline).toMatchObject([{ source: 'correlation', fields: { 'user.name': 'ana' } }])
  expect(body.ledBy).toMatchObject([
    { rule: 'Failed login', node: 'left', incident: expect.stringMatching(/^inc_/) },
    { rule: 'Failed login', node: 'right' },
  ])
  const broken = await incidentOf('Failed, then in')
  expect(broken).toMatchObject({ priority: 'Critical' })
})

test('kill -9: what was counted is still counted', async () => {
  const [left] = nodes
  await left.send(edge.url, left.seal([event('Failed login', 'zoe', 50)]))
  await expect.poll(async () => (await ask<Page<object>>('GET', 'alerts?node=left')).body.items.length).toBe(3)
  process.kill(edge.pid, 'SIGKILL')
  await edge.ended
  edge = await startEdge({ dataDirectory: data, port: 0, log: () => {} })
  await left.send(edge.url, left.seal([event('Login', 'zoe', 51)]))
  const zoe = async () =>
    (await ask<Page<{ fields: object }>>('GET', 'alerts?rule=Failed%2C%20then%20in')).body.items.map(
      (item) => item.fields,
    )
  await expect.poll(zoe, { timeout: 20_000 }).toContainEqual(expect.objectContaining({ 'user.name': 'zoe' }))
}, 60_000)
