import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Edge, startEdge } from '#edge'
import { enrol, rawPublicKey } from '../identity.ts'
import { fetchModule, ModuleRefused } from './fetch-module.ts'
import { followModules } from './follow-modules.ts'
import { ModuleNews, moduleHeaders } from './module-news.ts'
import { mayPublish, publishModule } from './publish-module.ts'
import { publisherKey, trustedKey } from './publisher-key.ts'

const folder = mkdtempSync(join(tmpdir(), 'eyas-modules-'))
const keys = generateKeyPairSync('ed25519')
const identity = { id: 'fetcher', ...keys }
let edge: Edge

beforeAll(async () => {
  edge = await startEdge({ dataDirectory: folder, port: 0, log: () => {} })
  await enrol({ edgeUrl: edge.url, enrolToken: edge.enrolToken, identity, hostname: 'h', fetch })
}, 60_000)

afterAll(async () => {
  await edge.stop()
  rmSync(folder, { recursive: true, force: true })
})

const publisher = publisherKey(join(folder, 'publisher.pem'))
const trusted = trustedKey(join(folder, 'publisher.pem.pub'))
const publish = (text: string, token = edge.adminToken) =>
  publishModule({ edgeUrl: edge.url, token, key: publisher.key, file: Buffer.from(text), fetch })
const ask = (known: string, change: Partial<Parameters<typeof fetchModule>[0]> = {}) =>
  fetchModule({ edgeUrl: edge.url, identity, trusted, known, nowMs: Date.now(), fetch, ...change })

test('a publisher has one key, which only its owner reads', () => {
  expect(publisher.isNew).toBe(true)
  expect(statSync(join(folder, 'publisher.pem')).mode & 0o777).toBe(0o600)
  const again = publisherKey(join(folder, 'publisher.pem'))
  expect(again.isNew).toBe(false)
  expect(rawPublicKey(trusted)).toEqual(rawPublicKey(trustedKey(join(folder, 'publisher.pem'))))
})

test('whether a token may publish is known before anything is published', async () => {
  const place = { edgeUrl: edge.url, fetch }
  await mayPublish({ ...place, token: edge.adminToken })
  expect(await ask('')).toEqual({ kind: 'none' })
  await expect(mayPublish({ ...place, token: '' })).rejects.toMatchObject({
    message: expect.stringMatching(/^the edge answered 401: [^{}]*[^.]$/),
    hint: expect.stringContaining('EYAS_ADMIN_TOKEN'),
  })
  await expect(mayPublish({ ...place, token: edge.readToken })).rejects.toThrow('403')
})

test('what was published is fetched once, by nodes that are enrolled, at the time that it is', async () => {
  expect(await ask('')).toEqual({ kind: 'none' })
  await expect(publish('rules 1', edge.operatorToken)).rejects.toThrow('403')
  const digest = await publish('rules 1')
  expect(await ask('')).toEqual({ kind: 'bundle', digest, file: new Uint8Array(Buffer.from('rules 1')) })
  expect(await ask(digest)).toEqual({ kind: 'same' })
  await expect(ask('', { nowMs: Date.now() - 3_600_000 })).rejects.toThrow('401')
  const stranger = { id: 'fetcher', ...generateKeyPairSync('ed25519') }
  await expect(ask('', { identity: stranger })).rejects.toThrow('401')
})

test('a bundle that another key signed is refused, whatever the edge says', async () => {
  const other = generateKeyPairSync('ed25519')
  await publish('rules 1')
  await expect(ask('', { trusted: other.publicKey })).rejects.toThrow(ModuleRefused)
  await publishModule({
    edgeUrl: edge.url,
    token: edge.adminToken,
    key: other.privateKey,
    file: Buffer.from('evil'),
    fetch,
  })
  await expect(ask('')).rejects.toThrow('no signature of the publisher')
})

test('what is new is put in force, each bundle once, and trouble is told once', async () => {
  const stop = new AbortController()
  const [taken, said]: [string[], string[]] = [[], []]
  const steps = [
    () => publish('rules 2'),
    async () => undefined,
    () =>
      publishModule({ edgeUrl: edge.url, token: edge.adminToken, key: keys.privateKey, file: Buffer.from('x'), fetch }),
    async () => undefined,
    () => publish('rules 3'),
    async () => stop.abort(),
  ]
  await followModules(
    {
      ask: (known) => ask(known),
      inForce: () => 'sha256:files',
      take: async (file) => {
        taken.push(Buffer.from(file).toString())
        return { kind: 'in force' }
      },
      say: (line) => said.push(line),
      wait: async () => void (await steps.shift()?.()),
    },
    stop.signal,
  )
  expect(taken).toEqual(['rules 2', 'rules 3'])
  expect(said.length).toBe(2)
})

test('news of a bundle end the wait at once, and so does the end', async () => {
  const stop = new AbortController()
  const news = new ModuleNews({ identity, tenant: undefined, nowMs: Date.now }, () => edge.url)
  const waited: number[] = []
  const forEver = (ms: number, until: AbortSignal) => {
    waited.push(ms)
    return new Promise<void>((end) => until.addEventListener('abort', () => end()))
  }
  // What is in force is said as soon as the edge is heard.
  await news.wait(forEver, stop.signal)
  const heard = news.wait(forEver, stop.signal)
  await publish('rules 4')
  await heard
  expect(waited).toEqual([15_000, 120_000])
  const last = news.wait(forEver, stop.signal)
  stop.abort()
  await last
  news.close()
})

test('an edge that is not there is asked now and then', async () => {
  const news = new ModuleNews({ identity, tenant: undefined, nowMs: Date.now }, () => 'http://127.0.0.1:1')
  const waited: number[] = []
  const stop = new AbortController()
  for (let round = 0; round < 2; round++) await news.wait(async (ms) => void waited.push(ms), stop.signal)
  expect(waited).toEqual([15_000, 15_000])
  news.close()
})

test('a stranger hears nothing', async () => {
  const stranger = { id: 'fetcher', ...generateKeyPairSync('ed25519') }
  const headers = moduleHeaders({ identity: stranger, tenant: undefined, nowMs: Date.now })
  const answer = await fetch(new URL('/v1/modules/stream', edge.url), { headers })
  expect(answer.status).toBe(426)
  const socket = new WebSocket(new URL('/v1/modules/stream', edge.url.replace('http', 'ws')), {
    headers,
  } as unknown as string[])
  await new Promise((refused) => socket.addEventListener('error', refused))
  expect(socket.readyState).not.toBe(WebSocket.OPEN)
})
