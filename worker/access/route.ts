/** `GET /v1/session`: what the bearer of a token may do. */
import { Hono } from 'hono'
import type { Bindings } from '../bindings.ts'
import { requireRole } from './require-role.ts'
import { bearerOf, rolesOf } from './token.ts'

/** The session route. */
export const session = new Hono<{ Bindings: Bindings }>()

session.get('/', requireRole('read'), async (c) => {
  const roles = await rolesOf(bearerOf(c.req.header('authorization')) ?? '', c.env)
  return c.json({ roles: [...roles] })
})
