/** `POST /v1/ingest`: authenticates a body by its signature and hands it on as bytes. */
import { Hono } from 'hono'
import { defaultTenant, tenantPattern } from '../access/identity.ts'
import { fail } from '../answer.ts'
import { type EdgeEnv, shardOf } from '../bindings.ts'
import { faultsInWords } from '../fault.ts'
import { decodeBase64 } from './base64.ts'
import { type CallShard, Gather } from './gather.ts'
import { limits } from './limits.ts'
import { nodePattern } from './parse-batch.ts'
import { readBody } from './read-body.ts'
import type { IngestAnswer } from './shard-api.ts'

interface KnownKey {
  readonly publicKey: Uint8Array
  readonly key: CryptoKey
}

/** Keys seen by this isolate. A shard refuses a key that is no longer the node's, so an old one does no harm. */
const knownKeys = new Map<string, KnownKey>()
const maxKnownKeys = 10_000

const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms))

/** The bodies that wait for each shard. */
const gathers = new Map<string, Gather>()

const gatherOf = (shard: string): Gather => {
  const gather = gathers.get(shard) ?? new Gather()
  gathers.set(shard, gather)
  return gather
}

/** The ingest route. */
export const ingest = new Hono<EdgeEnv>()

ingest.post('/', async (c) => {
  const node = c.req.header('eyas-node') ?? ''
  const tenant = c.req.header('eyas-tenant') ?? defaultTenant
  const signature = decodeBase64(c.req.header('eyas-signature') ?? '', 64)
  if (!nodePattern.test(node) || !tenantPattern.test(tenant) || signature === undefined)
    return fail(c, 401, 'signature_missing', 'The request is not signed.', 'Send eyas-node and eyas-signature.')
  const body = await readBody(c.req.raw, limits.bodyBytes)
  if (body === undefined) return fail(c, 422, 'malformed', 'The body is larger than 1 MiB.', 'Seal smaller batches.')
  const shardName = shardOf(c.env, tenant, node)
  const shard = c.env.INGEST.getByName(shardName)
  const bodyHash = new Uint8Array(await crypto.subtle.digest('SHA-256', body))
  const publicKey = await verifiedKey(`${tenant}/${node}`, signature, bodyHash, () => shard.publicKeyOf(node))
  if (publicKey === undefined) return unauthenticated(c, node)
  const call: CallShard = (bodies) => {
    const answering = shard.ingest(bodies)
    // Others wait for it, too: it goes on if the one who asked hangs up. Whoever waits is told of a failure.
    c.executionCtx.waitUntil(Promise.allSettled([answering]))
    return answering
  }
  const answer = await gatherOf(shardName).send({ node, publicKey, body, bodyHash }, call, sleep)
  if (answer.kind !== 'other_key') return reply(c, answer)
  knownKeys.delete(`${tenant}/${node}`)
  return unauthenticated(c, node)
})

type Bytes = Uint8Array<ArrayBuffer>
type Context = Parameters<typeof fail>[0]

const unauthenticated = (c: Context, node: string): Response =>
  fail(c, 401, 'signature_refused', `No enrolled key of node ${node} made this signature.`, 'Enrol the node again.')

const reply = (c: Context, answer: Exclude<IngestAnswer, { kind: 'other_key' }>): Response => {
  switch (answer.kind) {
    case 'acknowledged':
      return c.json({ acknowledged: answer.seq, batch: answer.batch })
    case 'gap':
      return c.json(
        {
          code: 'gap',
          expected: answer.expected,
          expectedBatch: answer.expectedBatch,
          message: `Batch ${answer.expectedBatch} of this epoch is missing.`,
          hint: 'Send the batches in order, from the expected one on, or begin a new epoch.',
        },
        409,
      )
    case 'refused':
      return c.json(
        {
          code: answer.code,
          message: faultsInWords(answer.faults),
          hint: 'Set the batch aside; the next one is taken if it names this one as its predecessor.',
          faults: answer.faults,
        },
        422,
      )
  }
}

const verifiedKey = async (
  node: string,
  signature: Bytes,
  bodyHash: Bytes,
  fetchKey: () => Promise<Uint8Array | null>,
): Promise<Uint8Array | undefined> => {
  const known = knownKeys.get(node)
  if (known !== undefined && (await isSignedBy(known, signature, bodyHash))) return known.publicKey
  const publicKey = await fetchKey()
  if (publicKey === null) return undefined
  const current = { publicKey, key: await importedKey(publicKey) }
  if (!(await isSignedBy(current, signature, bodyHash))) return undefined
  if (knownKeys.size >= maxKnownKeys) knownKeys.clear()
  knownKeys.set(node, current)
  return publicKey
}

const importedKey = (publicKey: Uint8Array): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', new Uint8Array(publicKey), 'Ed25519', false, ['verify'])

const isSignedBy = ({ key }: KnownKey, signature: Bytes, bodyHash: Bytes): Promise<boolean> =>
  crypto.subtle.verify('Ed25519', key, signature, bodyHash)
