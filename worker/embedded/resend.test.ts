import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { alert, lineage } from '../fixtures/alerts.ts'
import { Receiver } from '../fixtures/receiver.ts'
import { type Edge, startEdge } from './index.ts'
import { SigningNode } from './signing-node.ts'

const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 60_000 })

const data = mkdtempSync(join(tmpdir(), 'eyas-resend-'))
const node = new SigningNode('many')
const count = 1000
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

const ask = async (method: string, path: string, body?: string): Promise<{ status: number; text: string }> => {
  const headers = { authorization: `Bearer ${edge.operatorToken}` }
  const answer = await fetch(`${edge.url}${path}`, { method, headers, ...(body !== undefined && { body }) })
  return { status: answer.status, text: await answer.text() }
}

/** Each alert makes a group of its own, so that each is one notification. */
const routing = () => `
route: {receiver: team, group_by: ['...'], group_wait: 0s, group_interval: 1h}
receivers: [{name: team, webhook_configs: [{url: '${receiver.url}/hook'}]}]
`

const told = (): readonly { readonly key: string; readonly command: string }[] =>
  receiver.received.map(({ headers, body }) => {
    // The webhook's own JSON.
    const { commonLabels } = JSON.parse(body) as { commonLabels: { proc_name: string } }
    return { key: String(headers['idempotency-key']), command: commonLabels.proc_name }
  })

test('kill -9 while what stands is routed anew: requests were answered, and each alert is told once', async () => {
  const alerts = Array.from({ length: count }, (_, index) =>
    alert({
      rule: 'Shell',
      fields: { 'proc.name': `p${index}` },
      lineage: lineage(`p${index} ${100_000 + index} < nginx ${200_000 + index} < init 1`),
    }),
  )
  expect((await node.send(edge.url, node.seal(alerts))).status).toBe(200)
  await eventually(async () => (await ask('GET', '/metrics')).text).toMatch(
    new RegExp(`^eyas_standing_alerts\\S* ${count}$`, 'm'),
  )
  expect((await ask('PUT', '/v1/config/routing', routing())).status).toBe(200)
  expect((await ask('GET', '/metrics')).status).toBe(200)
  expect(new Set(told().map(({ command }) => command)).size).toBeLessThan(count)
  process.kill(edge.pid, 'SIGKILL')
  await edge.ended
  edge = await startEdge({ dataDirectory: data, port: 0, log: () => {} })
  // Nothing is asked of the edge: only its own alarms can wake it.
  await eventually(() => new Set(told().map(({ command }) => command)).size).toBe(count)
  // An attempt that the kill cut off is made again under the same key.
  expect(new Set(told().map(({ key }) => key)).size).toBe(count)
}, 120_000)
