/** `/v1/config/retention`: how long and how much is kept. */
import { Hono } from 'hono'
import { requireRole } from '../access/require-role.ts'
import { fail } from '../answer.ts'
import { retention } from '../api/shapes.ts'
import { authorOf } from '../audit/author.ts'
import { type EdgeEnv, tenantOf } from '../bindings.ts'
import { Faults, faultsInWords } from '../fault.ts'
import { readBody } from '../ingest/read-body.ts'
import { parseJson } from '../parse-json.ts'

/** The routes of retention. */
export const retentionConfig = new Hono<EdgeEnv>()

retentionConfig.get('/', requireRole('read'), async (c) =>
  c.json(await c.env.CORRELATOR.getByName(tenantOf(c)).retention()),
)

retentionConfig.put('/', requireRole('admin'), async (c) => {
  const body = await readBody(c.req.raw, 4096)
  const faults = new Faults()
  const wanted = retention.read(body && parseJson(body), 'body', faults)
  if (faults.found.length > 0)
    return fail(c, 422, 'malformed', faultsInWords(faults.found), 'Send {maxAgeDays, maxMegabytes}.')
  await c.env.CORRELATOR.getByName(tenantOf(c)).setRetention(wanted, Date.now(), authorOf(c))
  return c.json(wanted)
})
