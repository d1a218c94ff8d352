import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { enrol, loadIdentity, rawPublicKey } from './identity.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'eyas-identity-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const hosts = [
  { name: 'web-1.example.org', prefix: /^web-1-[0-9a-f]{12}$/ },
  { name: 'büro pc', prefix: /^b-ro-pc-[0-9a-f]{12}$/ },
  { name: '', prefix: /^node-[0-9a-f]{12}$/ },
]

test.each(hosts)('identity: the host $name gets an id that the edge takes', async ({ name, prefix }) => {
  expect((await loadIdentity(directory, name)).id).toMatch(prefix)
})

test('identity: a node stays the same when its machine gets another name', async () => {
  const before = await loadIdentity(directory, 'old')
  const after = await loadIdentity(directory, 'new')
  expect(after.id).toBe(before.id)
  expect(rawPublicKey(after.publicKey)).toEqual(rawPublicKey(before.publicKey))
})

test('identity: only the owner reads the key, and two starts at once agree', async () => {
  const [left, right] = await Promise.all([loadIdentity(directory), loadIdentity(directory)])
  expect(left.id).toBe(right.id)
  expect((await stat(join(directory, 'node/key.pem'))).mode & 0o777).toBe(0o600)
})

test('identity: a damaged key is said to be one', async () => {
  await loadIdentity(directory)
  await writeFile(join(directory, 'node/key.pem'), 'nonsense')
  await expect(loadIdentity(directory)).rejects.toThrow('key.pem is not an Ed25519 key')
})

test('enrol: the node, its raw key and its host are sent with the token', async () => {
  const identity = await loadIdentity(directory, 'web')
  const seen: { url: string; init: RequestInit | undefined }[] = []
  const answer = (status: number): typeof globalThis.fetch =>
    (async (url: unknown, init?: RequestInit) => {
      seen.push({ url: String(url), init })
      return new Response('{"code":"forbidden","message":"No such token."}', { status })
    }) as typeof globalThis.fetch
  const request = { edgeUrl: 'http://edge:1', enrolToken: 'token', identity, hostname: 'web' }
  await enrol({ ...request, fetch: answer(201) })
  const publicKey = Buffer.from(rawPublicKey(identity.publicKey)).toString('base64')
  expect(seen[0]?.url).toBe('http://edge:1/v1/nodes')
  expect(JSON.parse(String(seen[0]?.init?.body))).toEqual({ node: identity.id, publicKey, hostname: 'web' })
  expect(seen[0]?.init?.headers).toMatchObject({ authorization: 'Bearer token' })
  await expect(enrol({ ...request, fetch: answer(403) })).rejects.toMatchObject({
    code: 'ENROL_REFUSED',
    message: 'this node could not join: the edge answered 403: No such token',
    hint: expect.stringContaining('EYAS_ENROL_TOKEN'),
  })
})
