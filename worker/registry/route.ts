/**
 * `/v1/modules`: bundles of rules. A publisher puts one with its signature, nodes fetch the one in force:
 *
 *     PUT /v1/modules                  the bundle, with `eyas-signature`; admin
 *     GET /v1/modules                  what is kept, and which is in force
 *     GET /v1/modules/current          the bytes; `etag` is the digest, `eyas-bundle-signature` the publisher's signature
 *     GET /v1/modules/stream           a WebSocket: the digest in force, at once and whenever another one is
 *     POST /v1/modules/DIGEST/use      puts one in force again; admin
 *
 * A node proves who it is by `eyas-node`, `eyas-time` (seconds since 1970) and `eyas-signature` over
 * `GET /v1/modules/current <time>`; the read token is enough, too. The edge hands on what it was given: whether the
 * publisher is one to be trusted is for each node to say, by the key that it was told of.
 */
import { type Context, Hono } from 'hono'
import { moduleRequestText } from '#schema/bundle-signature'
import { defaultTenant, tenantPattern } from '../access/identity.ts'
import { requireRole } from '../access/require-role.ts'
import { fail } from '../answer.ts'
import { authorOf } from '../audit/author.ts'
import { type EdgeEnv, shardOf, tenantOf } from '../bindings.ts'
import { hexOf } from '../digest/hex.ts'
import { decodeBase64 } from '../ingest/base64.ts'
import { nodePattern } from '../ingest/parse-batch.ts'
import { readBody } from '../ingest/read-body.ts'

const maxBundleBytes = 16 << 20

/** How far a node's clock may be off, in seconds. */
const maxSkewSeconds = 300

/** The routes of modules. */
export const modules = new Hono<EdgeEnv>()

modules.get('/', requireRole('read'), async (c) => c.json(await c.env.REGISTRY.getByName(tenantOf(c)).bundles()))

modules.put('/', requireRole('admin'), async (c) => {
  const signature = c.req.header('eyas-signature') ?? ''
  if (decodeBase64(signature, 64) === undefined)
    return fail(c, 422, 'malformed', 'The bundle is not signed.', 'Send eyas-signature; npx eyas publish does.')
  const body = await readBody(c.req.raw, maxBundleBytes)
  if (body === undefined || body.length === 0)
    return fail(c, 422, 'malformed', 'The bundle is empty or larger than 16 MiB.', 'Publish fewer rules.')
  const digest = `sha256:${hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', body)))}`
  await c.env.CORRELATOR.getByName(tenantOf(c)).noteChange(authorOf(c), digest, Date.now())
  await c.env.REGISTRY.getByName(tenantOf(c)).publish(digest, signature, body, Date.now())
  await c.env.LIVE.getByName(tenantOf(c)).publish([{ kind: 'module', digest }])
  return c.json({ digest }, 201)
})

modules.post('/:digest/use', requireRole('admin'), async (c) => {
  const digest = c.req.param('digest')
  await c.env.CORRELATOR.getByName(tenantOf(c)).noteChange(authorOf(c), digest, Date.now())
  if (!(await c.env.REGISTRY.getByName(tenantOf(c)).use(digest)))
    return fail(c, 404, 'bundle_unknown', 'There is no such bundle.', 'List them at /v1/modules.')
  await c.env.LIVE.getByName(tenantOf(c)).publish([{ kind: 'module', digest }])
  return c.json({ digest })
})

modules.get('/current', async (c) => {
  const tenant = await readerOf(c)
  if (tenant === undefined)
    return fail(c, 401, 'token_refused', 'Neither an enrolled key nor a known token asks.', 'Enrol the node again.')
  const known = /^"(sha256:[0-9a-f]{64})"$/.exec(c.req.header('if-none-match') ?? '')?.[1] ?? ''
  const current = await c.env.REGISTRY.getByName(tenant).current(known)
  if (current === null) return fail(c, 404, 'no_bundle', 'No bundle was published.', 'Publish one: npx eyas publish.')
  const headers = { etag: `"${current.digest}"`, 'eyas-bundle-signature': current.signature }
  if (current.bytes === null) return c.body(null, 304, headers)
  return c.body(new Uint8Array(current.bytes), 200, { ...headers, 'content-type': 'application/octet-stream' })
})

modules.get('/stream', async (c) => {
  if (c.req.header('upgrade')?.toLowerCase() !== 'websocket')
    return fail(c, 426, 'upgrade_required', 'This is a WebSocket.', 'Connect with a WebSocket client.')
  const tenant = await readerOf(c)
  if (tenant === undefined)
    return fail(c, 401, 'token_refused', 'Neither an enrolled key nor a known token asks.', 'Enrol the node again.')
  return c.env.REGISTRY.getByName(tenant).fetch(c.req.raw)
})

/** The tenant of a token that may read, or of a node whose key signed the request lately. */
const readerOf = async (c: Context<EdgeEnv>): Promise<string | undefined> => {
  const identity = c.get('identity')
  if (identity !== undefined) return identity.roles.has('read') ? identity.tenant : undefined
  const node = c.req.header('eyas-node') ?? ''
  const tenant = c.req.header('eyas-tenant') ?? defaultTenant
  const time = c.req.header('eyas-time') ?? ''
  const signature = decodeBase64(c.req.header('eyas-signature') ?? '', 64)
  const isLate = !/^\d{1,12}$/.test(time) || Math.abs(Date.now() / 1000 - Number(time)) > maxSkewSeconds
  if (isLate || signature === undefined || !nodePattern.test(node) || !tenantPattern.test(tenant)) return undefined
  const publicKey = await c.env.INGEST.getByName(shardOf(c.env, tenant, node)).publicKeyOf(node)
  if (publicKey === null) return undefined
  const key = await crypto.subtle.importKey('raw', new Uint8Array(publicKey), 'Ed25519', false, ['verify'])
  const text = new TextEncoder().encode(moduleRequestText(time))
  return (await crypto.subtle.verify('Ed25519', key, signature, text)) ? tenant : undefined
}
