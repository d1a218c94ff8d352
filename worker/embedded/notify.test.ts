import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { IncidentJson, Page } from '#schema/incident'
import { alert, lineage } from '../fixtures/alerts.ts'
import { Receiver } from '../fixtures/receiver.ts'
import { type Edge, startEdge } from './index.ts'
import { SigningNode } from './signing-node.ts'

/** Asks again until it holds: other work on this machine may take its time. */
const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 20_000 })

const data = mkdtempSync(join(tmpdir(), 'eyas-notify-'))
const node = new SigningNode('notified')
let receiver: Receiver
let edge: Edge

beforeAll(async () => {
  receiver = await Receiver.start()
  edge = await startEdge({ dataDirectory: data, port: 0, log: () => {} })
  await node.enrol(edge.url, edge.enrolToken)
}, 60_000)

afterAll(async () => {
  await edge.stop()
  await receiver.stop()
  rmSync(data, { recursive: true, force: true })
})

const ask = async (method: string, path: string, body?: string | object, token = edge.operatorToken) => {
  const text = typeof body === 'object' ? JSON.stringify(body) : body
  const init = { method, headers: { authorization: `Bearer ${token}` }, ...(text === undefined ? {} : { body: text }) }
  const answer = await fetch(`${edge.url}${path}`, init)
  // The edge answers with JSON objects and lists.
  return {
    status: answer.status,
    body: (await answer.json()) as Record<string, unknown> & { items: Record<string, unknown>[] },
  }
}

const routing = (change = '') => `
route: {receiver: team, group_by: [alertname], group_wait: 0s, group_interval: 1s, routes: [{matchers: [alertname=Dead], receiver: gone}]}
inhibit_rules: [{source_matchers: [alertname=Root], target_matchers: [alertname=Leaf], equal: [node]}]
receivers:
- name: team
  webhook_configs: [{url: '${receiver.url}/hook?key=hush'}]
- name: gone
  webhook_configs: [{url: '${receiver.url}/gone'}]
${change}`

const send = (rule: string, id: number) =>
  node.send(edge.url, node.seal([alert({ rule, lineage: lineage(`sh ${id} < nginx ${id + 10_000} < init 1`) })]))

const toldOf = (rule: string): string[] =>
  receiver.received
    // The webhook's own JSON.
    .map(({ body }) => JSON.parse(body) as { status: string; groupLabels: { alertname: string } })
    .filter(({ groupLabels }) => groupLabels.alertname === rule)
    .map(({ status }) => status)

const incidentOf = async (rule: string): Promise<IncidentJson | undefined> => {
  const { body } = await ask('GET', `/v1/incidents?rule=${rule}`)
  // The edge's own page of incidents.
  return (body as unknown as Page<IncidentJson>).items[0]
}

test('a configuration with faults is refused with all of them, and without any it is in force', async () => {
  const refused = await ask('PUT', '/v1/config/routing', 'route: {receiver: x, group_wait: soon}')
  expect(refused).toMatchObject({ status: 422, body: { faults: [{ line: 1 }, { line: 1 }] } })
  expect((await ask('GET', '/v1/config/routing')).status).toBe(404)
  expect((await ask('PUT', '/v1/config/routing', routing(), edge.readToken)).status).toBe(403)
  const taken = await ask('PUT', '/v1/config/routing', routing('templates: [x]'))
  expect(taken).toMatchObject({ status: 200, body: { version: 1, ignored: [{ place: 'templates', line: 9 }] } })
  const shown = await ask('GET', '/v1/config/routing', undefined, edge.readToken)
  expect(shown.body).toMatchObject({ version: 1, history: [{ version: 1, digest: expect.stringMatching(/^sha256:/) }] })
  expect(shown.body.text).toContain('https://secret.invalid/')
  expect(shown.body.text).not.toContain('hush')
})

test('an alert is told at once, and its end when the incident is closed', async () => {
  await send('Shell', 30)
  await eventually(() => toldOf('Shell')).toEqual(['firing'])
  const incident = await incidentOf('Shell')
  expect(incident?.mutedBy).toEqual([])
  await ask('POST', `/v1/incidents/${incident?.id}/close`, { owner: 'ana', comment: 'known' })
  await eventually(() => toldOf('Shell')).toEqual(['firing', 'resolved'])
  const { body } = await ask('GET', '/v1/deliveries')
  expect(body.items).toMatchObject([
    { receiver: 'team', integration: 'webhook', status: 'resolved', state: 'delivered', attempts: 1 },
    { status: 'firing', state: 'delivered' },
  ])
  expect(JSON.stringify(body)).not.toContain('hush')
})

test('a silenced alert becomes an incident that says why it is quiet', async () => {
  const silence = await ask('POST', '/v1/silences', {
    matchers: [{ name: 'alertname', value: 'Quiet' }],
    startsAt: new Date().toISOString(),
    endsAt: new Date(Date.now() + 3_600_000).toISOString(),
    createdBy: 'ana',
    comment: 'maintenance',
  })
  expect(silence.status).toBe(201)
  await send('Quiet', 31)
  await expect
    .poll(async () => (await incidentOf('Quiet'))?.mutedBy)
    .toMatchObject([{ kind: 'silence', id: silence.body.id }])
  expect(toldOf('Quiet')).toEqual([])
  const expired = await ask('POST', `/v1/silences/${silence.body.id}/expire`, { owner: 'eva' })
  expect(expired.body).toMatchObject({
    status: { state: 'expired' },
    acts: [{ by: 'ana' }, { action: 'expire', by: 'eva' }],
  })
  await eventually(() => toldOf('Quiet')).toEqual(['firing'])
})

test('while its source stands, an inhibited alert is quiet', async () => {
  await send('Root', 40)
  await eventually(() => toldOf('Root')).toEqual(['firing'])
  await send('Leaf', 41)
  await eventually(async () => (await incidentOf('Leaf'))?.mutedBy).toMatchObject([{ kind: 'inhibition' }])
  expect(toldOf('Leaf')).toEqual([])
})

test('a dead letter is visible and can be sent again', async () => {
  receiver.reply = ({ path }) => ({ status: path === '/gone' ? 410 : 200 })
  await send('Dead', 50)
  const dead = async () => (await ask('GET', '/v1/deliveries?state=dead')).body.items
  await eventually(dead).toMatchObject([{ receiver: 'gone', reason: 'answered 410' }])
  receiver.reply = () => ({ status: 200 })
  const [letter] = await dead()
  expect((await ask('POST', `/v1/deliveries/${letter?.id}/replay`, undefined, edge.readToken)).status).toBe(403)
  expect((await ask('POST', `/v1/deliveries/${letter?.id}/replay`)).status).toBe(202)
  await eventually(dead).toEqual([])
  expect(toldOf('Dead')).toEqual(['firing', 'firing'])
})

test('where an alert would go is explained', async () => {
  const answer = await ask(
    'POST',
    '/v1/routes/explain',
    { labels: { alertname: 'Leaf', node: 'notified' } },
    edge.readToken,
  )
  expect(answer.body).toMatchObject({
    routes: [
      {
        path: '',
        receiver: 'team',
        integrations: ['webhook'],
        groupLabels: { alertname: 'Leaf' },
        mutedBy: [{ kind: 'inhibition' }],
        notifies: false,
      },
    ],
  })
})

test('kill -9: what was told is not told again, and what was not is', async () => {
  receiver.reply = () => ({ status: 503 })
  await send('Late', 60)
  await eventually(() => toldOf('Late').length).toBeGreaterThan(0)
  process.kill(edge.pid, 'SIGKILL')
  await edge.ended
  const before = receiver.received.length
  receiver.reply = () => ({ status: 200 })
  edge = await startEdge({ dataDirectory: data, port: 0, log: () => {} })
  // Nothing is asked of the edge: only its own alarms can wake it.
  await eventually(() => receiver.received.length).toBeGreaterThan(before)
  const again = receiver.received.slice(before)
  expect(again.map(({ body }) => (JSON.parse(body) as { groupLabels: object }).groupLabels)).toEqual([
    { alertname: 'Late' },
  ])
  const keys = receiver.received
    .filter(({ body }) => body.includes('"Late"'))
    .map(({ headers }) => headers['idempotency-key'])
  expect(new Set(keys).size).toBe(1)
}, 30_000)
