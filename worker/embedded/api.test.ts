import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EdgeAnswerError, edgeClient } from '../api/client.ts'
import type { Operation } from '../api/operation.ts'
import { operations } from '../api/operations.ts'
import { Faults } from '../fault.ts'
import { alert, lineage } from '../fixtures/alerts.ts'
import { Receiver } from '../fixtures/receiver.ts'
import { type Edge, startEdge } from './index.ts'
import { SigningNode } from './signing-node.ts'

const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 20_000 })

/** Asks again until it holds, before the tests begin. */
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((wake) => setTimeout(wake, 20))
}
const data = mkdtempSync(join(tmpdir(), 'eyas-api-'))
const acme = { read: 'r'.repeat(20), operator: 'o'.repeat(20), admin: 'a'.repeat(20), enrol: 'e'.repeat(20) } as const
const tenantTokens = JSON.stringify(Object.entries(acme).map(([role, token]) => ({ tenant: 'acme', role, token })))
const ours = new SigningNode('marker-node')
const theirs = new SigningNode('marker-node', 'acme')
let receiver: Receiver
let edge: Edge
let digest: string
let ids: { incident: string; silence: string; delivery: string }

const as = (token: string) => edgeClient(edge.url, token)
const operator = () => as(edge.operatorToken)

beforeAll(async () => {
  receiver = await Receiver.start(() => ({ status: 410 }))
  edge = await startEdge({ dataDirectory: data, port: 0, tenantTokens, log: () => {} })
  await ours.enrol(edge.url, edge.enrolToken)
  const routing = `route: {receiver: marker-receiver, group_wait: 0s}
receivers: [{name: marker-receiver, webhook_configs: [{url: '${receiver.url}'}]}]`
  await operator().call('putRouting', { body: routing })
  await operator().call('putDedupe', { body: 'rules: []' })
  await operator().call('putCorrelations', {
    body: 'title: marker-correlation\ncorrelation: {type: event_count, rules: x, timespan: 5m, condition: {gte: 9}}',
  })
  const shell = alert({
    rule: 'marker-rule',
    lineage: lineage('sh 30 < nginx 812 < systemd 1'),
    fields: { 'fd.name': '/marker' },
    output: 'marker-output',
  })
  await ours.send(edge.url, ours.seal([shell, shell, { ...shell, rule: 'quiet rule' }]))
  await until(async () => (await operator().call('listAlerts')).items.length === 2)
  await until(async () => (await operator().call('listDeliveries', { query: { state: 'dead' } })).items.length >= 1)
  const published = await fetch(`${edge.url}/v1/modules`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${edge.adminToken}`, 'eyas-signature': btoa('s'.repeat(64)) },
    body: 'marker-bundle',
  })
  ;({ digest } = (await published.json()) as { digest: string })
  const now = Date.now()
  const silence = await operator().call('putSilence', {
    body: {
      matchers: [{ name: 'alertname', value: 'marker-silence' }],
      startsAt: new Date(now).toISOString(),
      endsAt: new Date(now + 3_600_000).toISOString(),
      createdBy: 'ana',
      comment: 'marker-comment',
    },
  })
  const [incident] = (await operator().call('listIncidents')).items
  const [delivery] = (await operator().call('listDeliveries')).items
  ids = { incident: incident?.id ?? '', silence: silence.id, delivery: delivery?.id ?? '' }
}, 60_000)

afterAll(async () => {
  await edge.stop()
  await receiver.stop()
  rmSync(data, { recursive: true, force: true })
})

const all = Object.entries<Operation>(operations)

/** The address of an operation with the ids of the default tenant filled in. */
const addressOf = ({ path }: Operation): string =>
  `${edge.url}${path.replace('{rule}', 'marker-rule').replace('{digest}', digest).replace('{id}', idFor(path))}`

const idFor = (path: string): string =>
  path.includes('incidents') ? ids.incident : path.includes('silences') ? ids.silence : ids.delivery

const ask = (operation: Operation, token: string, init: RequestInit = {}) =>
  fetch(addressOf(operation), {
    method: operation.method.toUpperCase(),
    headers: { authorization: `Bearer ${token}` },
    ...init,
  })

const isAsked = ({ method, role, path }: Operation): boolean =>
  method === 'get' && role !== 'anyone' && !path.endsWith('/stream')

test('every answer is what the document says it is', async () => {
  for (const [name, operation] of all.filter(([, one]) => one.method === 'get' && !one.path.endsWith('/stream'))) {
    const answer = await ask(operation, edge.adminToken)
    expect({ name, status: answer.status }).toEqual({ name, status: 200 })
    const { answer: shape } = operation
    if (typeof shape === 'string') {
      expect(answer.headers.get('content-type')).toContain(shape)
      continue
    }
    const faults = new Faults()
    shape.read(await answer.json(), 'body', faults)
    expect({ name, faults: faults.found }).toEqual({ name, faults: [] })
  }
})

test('who has no token, or one of too low a role, gets nothing', async () => {
  const tokens: Readonly<Record<string, string>> = {
    read: edge.enrolToken,
    operator: edge.readToken,
    admin: edge.operatorToken,
    enrol: edge.operatorToken,
    ingest: edge.readToken,
  }
  for (const [name, operation] of all.filter(([, { role }]) => role !== 'anyone' && role !== 'node')) {
    const headers = operation.path.endsWith('/stream') ? { upgrade: 'websocket' } : {}
    if (operation.path.endsWith('/stream')) continue
    const none = await fetch(addressOf(operation), { method: operation.method.toUpperCase(), headers })
    expect({ name, status: none.status }).toEqual({ name, status: 401 })
    expect({ name, status: (await ask(operation, tokens[operation.role] ?? '')).status }).toEqual({ name, status: 403 })
  }
})

test('nothing of one tenant is reached with the tokens of another', async () => {
  for (const [name, operation] of all.filter(([, one]) => isAsked(one))) {
    const body = await (await ask(operation, acme.admin)).text()
    expect({
      name,
      leaks: /marker/.test(body.replaceAll('marker-rule', operation.path.includes('{rule}') ? '' : 'marker-rule')),
    }).toEqual({ name, leaks: false })
  }
  for (const [name, operation] of all.filter(
    ([, { path, method }]) => /\{(?:id|digest)\}/.test(path) && method === 'post',
  )) {
    const body = JSON.stringify({ owner: 'eve', comment: 'x', assignee: 'eve', tie: 'a', incident: 'b' })
    expect({ name, status: (await ask(operation, acme.admin, { body })).status }).toEqual({ name, status: 404 })
  }
  for (const path of ['alerts', 'alerts/groups', 'silences', 'status', 'receivers', `silence/${ids.silence}`]) {
    const answer = await fetch(`${edge.url}/api/v2/${path}`, { headers: { authorization: `Bearer ${acme.admin}` } })
    expect({ path, leaks: /marker/.test(await answer.text()) }).toEqual({ path, leaks: false })
  }
  const detail = await operator().call('getIncident', { path: { id: ids.incident } })
  expect(detail.actions).toEqual([])
})

test('a node of one tenant is unknown to another, though it has the same name', async () => {
  const sealed = theirs.seal([alert({ rule: 'theirs', lineage: lineage('sh 1') })])
  expect((await theirs.send(edge.url, sealed)).status).toBe(401)
  expect((await theirs.enrol(edge.url, acme.enrol)).status).toBe(201)
  expect((await theirs.send(edge.url, sealed)).status).toBe(200)
  await eventually(async () => (await as(acme.read).call('listAlerts')).items.map(({ rule }) => rule)).toEqual([
    'theirs',
  ])
  expect((await operator().call('listAlerts', { query: { rule: 'theirs' } })).items).toEqual([])
  expect((await ours.send(edge.url, ours.seal([alert({ rule: 'ours' })]))).status).toBe(200)
})

test('a person takes an incident over, notes and closes it, and all of it is audited', async () => {
  const path = { id: ids.incident }
  expect(await operator().call('assignIncident', { path, body: { owner: 'ana', assignee: 'eva' } })).toMatchObject({
    assignee: 'eva',
    status: 'open',
  })
  const empty = operator().call('noteIncident', { path, body: { owner: 'eva' } })
  await expect(empty).rejects.toMatchObject({ status: 422, code: 'malformed' } satisfies Partial<EdgeAnswerError>)
  await operator().call('noteIncident', { path, body: { owner: 'eva', comment: 'looks like the backup' } })
  await operator().call('closeIncident', { path, body: { owner: 'eva' } })
  const detail = await operator().call('getIncident', { path })
  expect(detail.actions.map(({ action, comment }) => [action, comment])).toEqual([
    ['assign', ''],
    ['note', 'looks like the backup'],
    ['close', ''],
  ])
  await operator().call('replayDelivery', { path: { id: ids.delivery } })
  const { items } = await operator().call('listAudit', { query: { limit: 5 } })
  expect(items.map(({ action, detail }) => `${action} ${detail}`)).toEqual([
    `replayDelivery ${ids.delivery}`,
    'closeIncident ',
    'noteIncident looks like the backup',
    'assignIncident eva',
    `putSilence ${ids.silence}`,
  ])
  expect(items[0]).toMatchObject({
    actor: expect.stringMatching(/^operator:[0-9a-f]{8}$/),
    target: `/v1/deliveries/${ids.delivery}/replay`,
  })
  const older = await operator().call('listAudit', { query: { limit: 500, cursor: '3' } })
  expect(older.items.map(({ action }) => action)).toEqual(['putRouting', 'enrolNode'])
})

test('deliveries are paged by time and id', async () => {
  const idsOf = (items: readonly { readonly id: string }[]): readonly string[] => items.map(({ id }) => id)
  const { items } = await operator().call('listDeliveries')
  const paged: string[] = []
  for (let cursor: string | null | undefined; cursor !== null && paged.length <= items.length; ) {
    const page = await operator().call('listDeliveries', { query: { limit: 1, ...(cursor && { cursor }) } })
    paged.push(...idsOf(page.items))
    cursor = page.cursor
  }
  expect(paged).toEqual(idsOf(items))
  const refused = operator().call('listDeliveries', { query: { cursor: '1700000000000' } })
  await expect(refused).rejects.toMatchObject({ status: 400, code: 'query_refused' })
})

test('rules are ranked by their noise, and an exception is proposed', async () => {
  const { items } = await operator().call('listRules', { query: { limit: 1 } })
  expect(items).toMatchObject([{ rule: 'marker-rule', alerts: 2, incidents: 1, nodes: 1 }])
  const rest = await operator().call('listRules', { query: { cursor: '1' } })
  expect(rest.items.map(({ rule }) => rule)).not.toContain('marker-rule')
  const { yaml } = await operator().call('proposeException', { path: { rule: 'marker-rule' } })
  expect(yaml).toContain('fields: [proc.name, proc.pname, fd.name]')
})

test('metrics say what was taken, folded and told', async () => {
  const text = await operator().call('metrics')
  expect(text).toMatch(/^eyas_ingest_alerts_total [45]$/m)
  expect(text).toMatch(/^eyas_dedupe_alerts [23]$/m)
  expect(text).toMatch(/^eyas_incidents\{status="closed"\} 1$/m)
  expect(text).toMatch(/^eyas_silences\{state="active"\} 1$/m)
  expect(text).toMatch(/^eyas_tenant_bound\{bound="body_bytes"\} 1048576$/m)
  expect(text).toMatch(/^eyas_http_answers_total\{status="403"\} \d+$/m)
  expect(text).not.toMatch(/NaN|undefined/)
})

test('nodes and silences come in pages, and a node can be taken away', async () => {
  const admin = as(edge.adminToken)
  const extra = new SigningNode('aaa-first')
  await extra.enrol(edge.url, edge.enrolToken)
  const names: string[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await admin.call('listNodes', { query: { limit: 1, ...(cursor === undefined ? {} : { cursor }) } })
    names.push(...page.items.map(({ node }) => node))
    cursor = page.cursor
  }
  expect(names).toEqual((await admin.call('listNodes')).items.map(({ node }) => node))
  expect(names.slice(0, 1)).toEqual(['aaa-first'])
  expect(names.length).toBeGreaterThan(1)

  await admin.call('removeNode', { path: { node: 'aaa-first' } })
  expect((await extra.send(edge.url, extra.seal([alert()]))).status).toBe(401)
  expect((await admin.call('listNodes')).items.map(({ node }) => node)).toEqual(names.slice(1))
  await expect(admin.call('removeNode', { path: { node: 'aaa-first' } })).rejects.toMatchObject({ status: 404 })

  const { items } = await admin.call('listSilences')
  const first = await admin.call('listSilences', { query: { limit: 1 } })
  expect([first.items, first.cursor]).toEqual([items.slice(0, 1), items.length > 1 ? '1' : null])
})

test('what is kept is asked for by the admin', async () => {
  const body = { maxAgeDays: 7, maxMegabytes: 100 }
  await expect(operator().call('putRetention', { body })).rejects.toMatchObject({ status: 403 })
  expect(await as(edge.adminToken).call('putRetention', { body })).toEqual(body)
  await expect(
    as(edge.adminToken).call('putRetention', { body: { maxAgeDays: 0, maxMegabytes: 1 } }),
  ).rejects.toMatchObject({ status: 422 })
  expect(await as(edge.readToken).call('getRetention')).toEqual(body)
})

test('no token is ever answered', async () => {
  const secrets = [edge.readToken, edge.operatorToken, edge.adminToken, edge.enrolToken, edge.ingestToken, acme.read]
  for (const [, operation] of all.filter(([, one]) => isAsked(one))) {
    const body = await (await ask(operation, edge.adminToken)).text()
    for (const secret of secrets) expect(body).not.toContain(secret)
  }
})

test('wrong tokens are slowed down, and then not even looked at', async () => {
  const statuses: number[] = []
  for (let count = 0; count < 40; count++) statuses.push((await ask(operations.session, `guess-${count}`)).status)
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(30)
  const answer = await ask(operations.session, edge.readToken)
  expect(answer.status).toBe(429)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
})
