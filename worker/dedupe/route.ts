/** `/v1/config/dedupe`: which fields tell repeats of a rule apart. */
import { Hono } from 'hono'
import { requireRole } from '../access/require-role.ts'
import { fail } from '../answer.ts'
import { authorOf } from '../audit/author.ts'
import { type EdgeEnv, tenantOf } from '../bindings.ts'
import { refusedConfig } from '../config/refused-config.ts'
import { readBody } from '../ingest/read-body.ts'

/** The routes of deduplication. */
export const dedupeConfig = new Hono<EdgeEnv>()

dedupeConfig.get('/', requireRole('read'), async (c) => {
  const inForce = await c.env.CORRELATOR.getByName(tenantOf(c)).dedupe()
  if (inForce !== null) return c.json(inForce)
  return fail(c, 404, 'nothing_chosen', 'Repeats are told apart as ever.', 'Choose fields by PUT /v1/config/dedupe.')
})

dedupeConfig.put('/', requireRole('operator'), async (c) => {
  const body = await readBody(c.req.raw, 1 << 20)
  if (body === undefined)
    return fail(c, 422, 'malformed', 'The body is larger than 1 MiB.', 'Send fewer rules in YAML.')
  const text = new TextDecoder().decode(body)
  const answer = await c.env.CORRELATOR.getByName(tenantOf(c)).setDedupe(text, Date.now(), authorOf(c))
  if (answer.kind === 'refused') return refusedConfig(c, 'dedupe_refused', answer.faults)
  return c.json({ version: answer.version, rules: answer.rules })
})
