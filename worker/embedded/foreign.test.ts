import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Edge, startEdge } from './index.ts'

/** Asks again until it holds: other work on this machine may take its time. */
const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 20_000 })

const data = mkdtempSync(join(tmpdir(), 'eyas-foreign-'))
let edge: Edge

beforeAll(async () => {
  edge = await startEdge({ dataDirectory: data, port: 0, log: () => {} })
}, 60_000)

afterAll(async () => {
  await edge.stop()
  rmSync(data, { recursive: true, force: true })
})

const post = (path: string, body: unknown, authorization = `Bearer ${edge.ingestToken}`): Promise<Response> =>
  fetch(`${edge.url}${path}`, { method: 'POST', headers: { authorization }, body: JSON.stringify(body) })

const get = async (path: string): Promise<unknown> =>
  (await fetch(`${edge.url}${path}`, { headers: { authorization: `Bearer ${edge.readToken}` } })).json()

const falcoAlert = (rule: string) => ({
  hostname: 'old-fleet',
  output: 'a line',
  output_fields: { 'container.id': 'abc', 'proc.name': 'sh' },
  priority: 'Error',
  rule,
  source: 'syscall',
  tags: ['mitre_execution'],
  time: new Date().toISOString(),
})

test('Falco’s alerts become incidents beside all others', async () => {
  expect((await post('/falco', falcoAlert('Shell'))).status).toBe(200)
  const basic = `Basic ${Buffer.from(`falco:${edge.ingestToken}`).toString('base64')}`
  expect((await post('/falco', falcoAlert('Write'), basic)).status).toBe(200)
  await expect
    .poll(() => get('/v1/incidents?node=old-fleet'))
    .toMatchObject({
      items: [{ alertCount: 2, containers: ['abc'], tactics: ['execution'], evidence: { complete: false } }],
    })
})

test('nobody sends alerts without a token for it', async () => {
  for (const token of ['x', edge.readToken, edge.enrolToken])
    expect([401, 403]).toContain((await post('/falco', falcoAlert('Shell'), `Bearer ${token}`)).status)
  expect((await post('/falco', falcoAlert('Shell'), `Bearer ${edge.operatorToken}`)).status).toBe(200)
  const elsewhere = await fetch(`${edge.url}/v1/incidents`, {
    headers: { authorization: `Bearer ${edge.ingestToken}` },
  })
  expect(elsewhere.status).toBe(403)
})

test('what is no alert is refused with its place', async () => {
  const answer = await post('/falco', { rule: 'Shell', priority: 'High' })
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({ code: 'malformed', message: expect.stringContaining('body[0].priority') })
  expect((await post('/api/v2/alerts', { labels: {} })).status).toBe(400)
})

test('Prometheus’ alerts stand under their own labels until they end', async () => {
  const labels = { alertname: 'Down', instance: 'db-1:9100', severity: 'page' }
  const alert = { labels, annotations: { summary: 'down' }, startsAt: new Date().toISOString() }
  const standing = () => get('/api/v2/alerts?filter=alertname%3DDown')
  for (let round = 0; round < 2; round++) expect((await post('/api/v2/alerts', [alert])).status).toBe(200)
  await eventually(standing).toMatchObject([{ labels, annotations: { summary: 'down' }, status: { state: 'active' } }])
  expect((await post('/api/v2/alerts', [{ ...alert, endsAt: new Date().toISOString() }])).status).toBe(200)
  await eventually(standing).toEqual([])
  expect(await get('/v1/incidents?rule=Down')).toMatchObject({ items: [{ alertCount: 2 }] })
})
