/** `GET /v1/session`: what the bearer of a token may do. */
import { Hono } from 'hono'
import type { EdgeEnv } from '../bindings.ts'
import { requireRole } from './require-role.ts'

/** The session route. */
export const session = new Hono<EdgeEnv>()

session.get('/', requireRole('read'), (c) => {
  const identity = c.get('identity')
  return c.json({ tenant: identity?.tenant, roles: [...(identity?.roles ?? [])] })
})
