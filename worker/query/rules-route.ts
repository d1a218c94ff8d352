/** `/v1/rules`: which rules make the noise, and what exception would stop it. */
import { Hono } from 'hono'
import { requireRole } from '../access/require-role.ts'
import { fail } from '../answer.ts'
import { ruleParameters } from '../api/list-parameters.ts'
import { readParameters } from '../api/parameters.ts'
import { type EdgeEnv, tenantOf } from '../bindings.ts'
import { Faults, faultsInWords } from '../fault.ts'

/** The rule routes. */
export const rules = new Hono<EdgeEnv>()

rules.get('/', requireRole('read'), async (c) => {
  const faults = new Faults()
  const { limit = 50, cursor = '0', hours = 24 } = readParameters(ruleParameters, c.req.query(), faults)
  if (!/^\d{1,9}$/.test(cursor)) faults.add('not_a_cursor', 'cursor', 'must be the cursor of a page before')
  if (faults.found.length > 0)
    return fail(c, 400, 'query_refused', faultsInWords(faults.found), 'Correct the parameters named.')
  const offset = Number(cursor)
  const found = await c.env.CORRELATOR.getByName(tenantOf(c)).rules(hours, limit + 1, offset, Date.now())
  return c.json({ items: found.slice(0, limit), cursor: found.length > limit ? String(offset + limit) : null })
})

rules.get('/:rule/exception', requireRole('read'), async (c) => {
  const found = await c.env.CORRELATOR.getByName(tenantOf(c)).proposeException(c.req.param('rule'))
  if (found !== null) return c.json(found)
  return fail(c, 404, 'nothing_in_common', 'No alerts of this rule have values in common.', 'See /v1/alerts?rule=…')
})
