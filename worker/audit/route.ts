/** `GET /v1/audit`: who changed what. */
import { Hono } from 'hono'
import { requireRole } from '../access/require-role.ts'
import { fail } from '../answer.ts'
import { auditParameters } from '../api/list-parameters.ts'
import { readParameters } from '../api/parameters.ts'
import { type EdgeEnv, tenantOf } from '../bindings.ts'
import { Faults, faultsInWords } from '../fault.ts'

/** The routes of the audit trail. */
export const audit = new Hono<EdgeEnv>()

audit.get('/', requireRole('operator'), async (c) => {
  const faults = new Faults()
  const { limit = 50, cursor = String(Number.MAX_SAFE_INTEGER) } = readParameters(
    auditParameters,
    c.req.query(),
    faults,
  )
  if (!/^\d{1,16}$/.test(cursor)) faults.add('not_a_cursor', 'cursor', 'must be the cursor of a page before')
  if (faults.found.length > 0)
    return fail(c, 400, 'query_refused', faultsInWords(faults.found), 'Correct the parameters named.')
  return c.json(await c.env.CORRELATOR.getByName(tenantOf(c)).audit(limit, Number(cursor)))
})
