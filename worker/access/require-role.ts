/** Lets a request through only if its bearer token gives a role. */
import type { MiddlewareHandler } from 'hono'
import { fail } from '../answer.ts'
import type { Bindings } from '../bindings.ts'
import { bearerOf, type Role, rolesOf } from './token.ts'

/** Answers 401 without a known token and 403 where it does not give `role`. */
export const requireRole =
  (role: Role): MiddlewareHandler<{ Bindings: Bindings }> =>
  async (c, next) => {
    const token = bearerOf(c.req.header('authorization'))
    const roles = token === undefined ? new Set<Role>() : await rolesOf(token, c.env)
    if (roles.size === 0) {
      c.header('www-authenticate', 'Bearer')
      return fail(c, 401, 'token_refused', 'No known token came with the request.', 'Send Authorization: Bearer TOKEN.')
    }
    if (!roles.has(role)) return fail(c, 403, 'role_missing', `This needs the ${role} token.`, `Use the ${role} token.`)
    return next()
  }
