/** `/v1/nodes`: enrolment and the state of each node. */
import { Hono } from 'hono'
import { requireRole } from '../access/require-role.ts'
import { fail } from '../answer.ts'
import { authorOf } from '../audit/author.ts'
import { type EdgeEnv, shardNames, shardOf, tenantOf } from '../bindings.ts'
import { Faults, faultsInWords } from '../fault.ts'
import { decodeBase64 } from '../ingest/base64.ts'
import { limits } from '../ingest/limits.ts'
import { nodePattern, nodePatternHint } from '../ingest/parse-batch.ts'
import { readBody } from '../ingest/read-body.ts'
import { readMap, readPattern, readText } from '../ingest/read-values.ts'
import type { Enrolment } from '../ingest/shard-api.ts'
import { parseJson } from '../parse-json.ts'

/** The node routes. */
export const nodes = new Hono<EdgeEnv>()

nodes.get('/', requireRole('read'), async (c) => {
  const shards = await Promise.all(shardNames(tenantOf(c)).map((name) => c.env.INGEST.getByName(name).nodes()))
  const items = shards.flat().sort((left, right) => (left.node < right.node ? -1 : 1))
  return c.json({ items, cursor: null })
})

nodes.post('/', requireRole('enrol'), async (c) => {
  const body = await readBody(c.req.raw, 4096)
  const faults = new Faults()
  const enrolment = readEnrolment(body === undefined ? undefined : parseJson(body), faults)
  if (faults.found.length > 0)
    return fail(c, 422, 'malformed', faultsInWords(faults.found), 'Send {node, publicKey, hostname}.')
  await c.env.CORRELATOR.getByName(tenantOf(c)).noteChange(authorOf(c), enrolment.node, Date.now())
  const outcome = await c.env.INGEST.getByName(shardOf(tenantOf(c), enrolment.node)).enrol(enrolment)
  return c.json({ node: enrolment.node, outcome }, outcome === 'enrolled' ? 201 : 200)
})

const readEnrolment = (value: unknown, faults: Faults): Enrolment => {
  const map = readMap(value, 'body', faults)
  const publicKey = decodeBase64(readText(map.publicKey, 'publicKey', 64, faults), 32)
  if (publicKey === undefined) faults.add('not_a_key', 'publicKey', 'must be base64 of the 32 bytes of an Ed25519 key')
  return {
    node: readPattern(map.node, 'node', nodePattern, nodePatternHint, faults),
    publicKey: publicKey ?? new Uint8Array(32),
    hostname: readText(map.hostname, 'hostname', limits.hostname, faults),
  }
}
