import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Edge, startEdge } from '#edge'
import { edgeClient } from './edge-client/edge-client.ts'
import { enrol, loadIdentity } from './identity.ts'
import { fetchModule } from './modules/fetch-module.ts'
import { publishModule } from './modules/publish-module.ts'
import { publisherKey, trustedKey } from './modules/publisher-key.ts'
import { openOutbox, startDelivery, systemClock } from './outbox/index.ts'
import { alertNamed, testContext } from './outbox/testing.ts'
import { tenantHeader, tenantPattern } from './tenant.ts'

const folder = mkdtempSync(join(tmpdir(), 'eyas-tenant-'))
const acme = { enrol: 'e'.repeat(20), read: 'r'.repeat(20), admin: 'a'.repeat(20) }
let edge: Edge

beforeAll(async () => {
  const tenantTokens = JSON.stringify(Object.entries(acme).map(([role, token]) => ({ tenant: 'acme', role, token })))
  edge = await startEdge({ dataDirectory: folder, port: 0, tenantTokens, log: () => {} })
}, 60_000)

afterAll(async () => {
  await edge.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('a node of a tenant joins, delivers and fetches its rules there', async () => {
  const identity = await loadIdentity(join(folder, 'agent'), 'web')
  const edgeUrl = edge.url
  await enrol({ edgeUrl, enrolToken: acme.enrol, identity, hostname: 'web', tenant: 'acme', fetch })
  const outbox = await openOutbox({
    directory: join(folder, 'agent/outbox'),
    node: identity,
    clock: systemClock,
    random: (bytes) => new Uint8Array(bytes).fill(7),
    log: () => {},
  })
  const delivered = Promise.withResolvers<void>()
  const delivery = startDelivery({
    outbox,
    edgeUrl,
    node: identity.id,
    tenant: 'acme',
    fetch,
    clock: systemClock,
    random: Math.random,
    onAcknowledged: () => delivered.resolve(),
    onTrouble: ({ message }) => delivered.reject(new Error(message)),
  })
  await outbox.append([alertNamed('theirs')], testContext)
  await delivered.promise
  await delivery.stop()
  await outbox.close()
  const rulesFor = async (readToken: string) =>
    (await edgeClient({ url: edgeUrl, readToken }).alerts({})).items.map(({ rule }) => rule)
  await expect.poll(() => rulesFor(acme.read), { timeout: 20_000 }).toEqual(['theirs'])
  expect(await rulesFor(edge.readToken)).toEqual([])

  const { key } = publisherKey(join(folder, 'publisher.pem'))
  const trusted = trustedKey(join(folder, 'publisher.pem.pub'))
  const digest = await publishModule({ edgeUrl, token: acme.admin, key, file: Buffer.from('rules'), fetch })
  const request = { edgeUrl, identity, trusted, known: '', nowMs: Date.now(), fetch }
  expect(await fetchModule({ ...request, tenant: 'acme' })).toMatchObject({ kind: 'bundle', digest })
  await expect(fetchModule(request)).rejects.toThrow('401')
})

test.each([
  { name: 'a word', tenant: 'acme-2', isOne: true },
  { name: 'nothing', tenant: '', isOne: false },
  { name: 'a header of its own', tenant: 'acme\r\nx: y', isOne: false },
  { name: 'capitals', tenant: 'Acme', isOne: false },
])('$name is a tenant: $isOne', ({ tenant, isOne }) => {
  expect(tenantPattern.test(tenant)).toBe(isOne)
})

test('the default tenant needs no header', () => {
  expect(tenantHeader(undefined)).toEqual({})
})
