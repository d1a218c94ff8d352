/** `/v1/nodes`: enrolment and the state of each node. */
import { Hono } from 'hono'
import { requireRole } from '../access/require-role.ts'
import { fail } from '../answer.ts'
import { maxLimit, nodeParameters } from '../api/list-parameters.ts'
import { readParameters } from '../api/parameters.ts'
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
  const faults = new Faults()
  const { limit = maxLimit, cursor = '' } = readParameters(nodeParameters, c.req.query(), faults)
  if (faults.found.length > 0)
    return fail(c, 400, 'query_refused', faultsInWords(faults.found), 'Correct the parameters named.')
  const asked = shardNames(c.env, tenantOf(c)).map((name) => c.env.INGEST.getByName(name).nodes(cursor, limit + 1))
  const found = (await Promise.all(asked)).flat().sort((left, right) => (left.node < right.node ? -1 : 1))
  const items = found.slice(0, limit)
  return c.json({ items, cursor: found.length > limit ? (items.at(-1)?.node ?? null) : null })
})

nodes.delete('/:node', requireRole('admin'), async (c) => {
  const node = c.req.param('node')
  await c.env.CORRELATOR.getByName(tenantOf(c)).noteChange(authorOf(c), node, Date.now())
  const isFound = await c.env.INGEST.getByName(shardOf(c.env, tenantOf(c), node)).remove(node)
  return isFound ? c.json({ node }) : fail(c, 404, 'node_unknown', 'There is no such node.', 'List them at /v1/nodes.')
})

nodes.post('/', requireRole('enrol'), async (c) => {
  const body = await readBody(c.req.raw, 4096)
  const faults = new Faults()
  const enrolment = readEnrolment(body === undefined ? undefined : parseJson(body), faults)
  if (faults.found.length > 0)
    return fail(c, 422, 'malformed', faultsInWords(faults.found), 'Send {node, publicKey, hostname}.')
  await c.env.CORRELATOR.getByName(tenantOf(c)).noteChange(authorOf(c), enrolment.node, Date.now())
  const outcome = await c.env.INGEST.getByName(shardOf(c.env, tenantOf(c), enrolment.node)).enrol(enrolment)
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
