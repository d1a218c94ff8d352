import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Findings } from '../config/finding.ts'
import { notification } from '../fixtures/notifications.ts'
import { Receiver } from '../fixtures/receiver.ts'
import { readRouting } from '../route/read-routing.ts'
import { deliver } from './deliver.ts'
import { webhookBody } from './receivers/webhook.ts'
import { sender } from './send.ts'

const directory = mkdtempSync(join(tmpdir(), 'eyas-alertmanager-'))
let receiver: Receiver
let peer: ChildProcess
let peerUrl: string

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  return address !== null && typeof address === 'object' ? address.port : 0
}

beforeAll(async () => {
  receiver = await Receiver.start()
  const config = `route: {receiver: team, group_by: [alertname], group_wait: 0s}\nreceivers: [{name: team, webhook_configs: [{url: '${receiver.url}/'}]}]\n`
  writeFileSync(join(directory, 'alertmanager.yml'), config)
  const address = `127.0.0.1:${await freePort()}`
  peerUrl = `http://${address}`
  const words = [`--config.file=${directory}/alertmanager.yml`, `--storage.path=${directory}/data`]
  peer = spawn('prometheus-alertmanager', [...words, `--web.listen-address=${address}`, '--cluster.listen-address='], {
    stdio: 'ignore',
  })
})

afterAll(async () => {
  const ended = once(peer, 'exit')
  peer.kill('SIGKILL')
  await ended
  await receiver.stop()
  rmSync(directory, { recursive: true, force: true })
})

test('a real Alertmanager takes what it is handed, and its own webhook has the shape of ours', async () => {
  const isReady = async () => (await fetch(`${peerUrl}/-/ready`).catch(() => undefined))?.ok ?? false
  await expect.poll(isReady, { timeout: 20_000 }).toBe(true)
  const text = `route: {receiver: a}\nreceivers: [{name: a, alertmanager_configs: [{url: '${peerUrl}'}]}]`
  const [integration] = readRouting(text, new Findings())?.receivers.get('a') ?? []
  const [alert] = notification().alerts
  const given = { ...notification(), alerts: alert === undefined ? [] : [{ ...alert, startsMs: Date.now() - 1000 }] }
  expect(integration && (await deliver(integration, given, sender([]), Date.now))).toEqual({ kind: 'delivered' })
  await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(1)
  const theirs: unknown = JSON.parse(receiver.received[0]?.body ?? '')
  expect(theirs).toMatchObject({ version: '4', status: 'firing', receiver: 'team', groupKey: '{}:{alertname="Shell"}' })
  expect(shapeOf(webhookBody(given))).toEqual(shapeOf(theirs))
  expect(receiver.received[0]?.headers['content-type']).toBe('application/json')
})

/** Names of keys and kinds of values, all the way down. */
const shapeOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]))
}
