import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { alert, lineage } from '../fixtures/alerts.ts'
import { type Edge, startEdge } from './index.ts'
import { SigningNode } from './signing-node.ts'

/** Asks again until it holds: other work on this machine may take its time. */
const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 20_000 })

const data = mkdtempSync(join(tmpdir(), 'eyas-amtool-'))
let edge: Edge

beforeAll(async () => {
  edge = await startEdge({ dataDirectory: data, port: 0, log: () => {} })
  for (const [name, token] of [
    ['operator', edge.operatorToken],
    ['read', edge.readToken],
  ] as const)
    writeFileSync(join(data, `${name}.yml`), `authorization:\n  credentials: ${token}\n`, { mode: 0o600 })
  const node = new SigningNode('web')
  await node.enrol(edge.url, edge.enrolToken)
  const alerts = ['Shell', 'Write'].map((rule, index) => alert({ rule, lineage: lineage(`sh ${30 + index} < init 1`) }))
  await node.send(edge.url, node.seal(alerts))
}, 60_000)

afterAll(async () => {
  await edge.stop()
  rmSync(data, { recursive: true, force: true })
})

/** Debian's own amtool, as an operator runs it. */
const amtool = async (words: readonly string[], role = 'operator'): Promise<string> => {
  const common = [`--alertmanager.url=${edge.url}`, `--http.config.file=${join(data, `${role}.yml`)}`]
  const { stdout } = await promisify(execFile)('amtool', [...common, ...words], { env: { ...process.env, HOME: data } })
  return stdout
}

const alertnames = async (...words: readonly string[]): Promise<readonly string[]> =>
  // What amtool prints with `-o json`.
  (JSON.parse(await amtool(['-o', 'json', 'alert', 'query', ...words])) as { labels: { alertname: string } }[])
    .map(({ labels }) => labels.alertname)
    .sort()

test('alert query: what stands is listed, and filters hold', async () => {
  await eventually(() => alertnames()).toEqual(['Shell', 'Write'])
  expect(await alertnames('alertname=~"Sh.*"', 'severity=warning')).toEqual(['Shell'])
  expect(await alertnames('node!=web')).toEqual([])
})

test('silence: added, seen, changed, held by its alerts, expired', async () => {
  const add = ['silence', 'add', '--author=ana', '--comment=known', '--duration=1h', 'alertname=Shell']
  const id = (await amtool(add)).trim()
  expect(id).toMatch(/^[0-9a-f-]{36}$/)
  expect(await amtool(['silence', 'query'])).toContain('alertname="Shell"')
  expect((await amtool(['silence', 'query', '-q', 'alertname=Write'])).trim()).toBe('')
  expect(await alertnames()).toEqual(['Write'])
  expect(await alertnames('--silenced')).toEqual(['Shell'])
  await amtool(['silence', 'update', '--duration=2h', '--comment=longer', id])
  expect(JSON.parse(await amtool(['-o', 'json', 'silence', 'query']))).toMatchObject([{ id, comment: 'longer' }])
  await amtool(['silence', 'expire', id])
  expect((await amtool(['silence', 'query', '-q'])).trim()).toBe('')
  expect(await alertnames()).toEqual(['Shell', 'Write'])
  await expect(amtool(add, 'read')).rejects.toThrow()
})

test('config show: the configuration in force, without its secrets', async () => {
  const config = [
    'route:',
    '  receiver: team',
    '  group_by: [alertname]',
    '  group_wait: 0s',
    '  routes:',
    '  - matchers: [alertname="Shell"]',
    '    receiver: pager',
    'receivers:',
    '- name: team',
    '  webhook_configs:',
    '  - url: https://127.0.0.1:1/hushed',
    '- name: pager',
    '  pagerduty_configs:',
    '  - routing_key: hushed',
    '    url: https://127.0.0.1:1/',
  ].join('\n')
  const headers = { authorization: `Bearer ${edge.operatorToken}` }
  const put = await fetch(`${edge.url}/v1/config/routing`, { method: 'PUT', headers, body: config })
  expect(put.status).toBe(200)
  const shown = await amtool(['config', 'show'], 'read')
  expect(shown).toContain('receiver: team')
  expect(shown).not.toContain('hushed')
  expect(shown).toContain('url: https://secret.invalid/')
  expect((await amtool(['config', 'routes', 'test', 'alertname=Shell'], 'read')).trim()).toBe('pager')
  expect(await amtool(['cluster', 'show'], 'read')).toContain('disabled')
})

test('groups and receivers are as Grafana asks for them', async () => {
  const get = async (path: string): Promise<unknown> => {
    const answer = await fetch(`${edge.url}/api/v2/${path}`, { headers: { authorization: `Bearer ${edge.readToken}` } })
    return answer.json()
  }
  expect(await get('receivers')).toEqual([{ name: 'team' }, { name: 'pager' }])
  await expect
    .poll(() => get('alerts/groups?filter=alertname%3DWrite'))
    .toMatchObject([
      { receiver: { name: 'team' }, labels: { alertname: 'Write' }, alerts: [{ receivers: [{ name: 'team' }] }] },
    ])
  expect((await fetch(`${edge.url}/api/v2/alerts`)).status).toBe(401)
})
