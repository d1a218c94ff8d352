/** `/v1/config/correlations`: the stateful rules in force, in Sigma's correlation format. */
import { Hono } from 'hono'
import { requireRole } from '../access/require-role.ts'
import { fail } from '../answer.ts'
import { authorOf } from '../audit/author.ts'
import { type EdgeEnv, tenantOf } from '../bindings.ts'
import { refusedConfig } from '../config/refused-config.ts'
import { readBody } from '../ingest/read-body.ts'

/** The routes of correlations. */
export const correlationConfig = new Hono<EdgeEnv>()

correlationConfig.get('/', requireRole('read'), async (c) => {
  const inForce = await c.env.CORRELATOR.getByName(tenantOf(c)).correlations()
  if (inForce !== null) return c.json(inForce)
  return fail(c, 404, 'no_correlations', 'No correlations are in force.', 'Put them to /v1/config/correlations.')
})

correlationConfig.put('/', requireRole('operator'), async (c) => {
  const body = await readBody(c.req.raw, 1 << 20)
  if (body === undefined)
    return fail(c, 422, 'malformed', 'The body is larger than 1 MiB.', 'Send correlations in YAML.')
  const text = new TextDecoder().decode(body)
  const answer = await c.env.CORRELATOR.getByName(tenantOf(c)).setCorrelations(text, Date.now(), authorOf(c))
  if (answer.kind === 'in_force') return c.json({ version: answer.version, rules: answer.rules })
  return refusedConfig(c, 'correlations_refused', answer.faults)
})
