/** Lets a request through only if its bearer token gives a role. */
import type { MiddlewareHandler } from 'hono'
import { fail } from '../answer.ts'
import type { Bindings } from '../bindings.ts'
import { bearerOf, passwordOf, type Role, rolesOf } from './token.ts'

/** Answers 401 without a known token and 403 where it does not give `role`. */
export const requireRole =
  (role: Role): MiddlewareHandler<{ Bindings: Bindings }> =>
  async (c, next) => {
    const header = c.req.header('authorization')
    // Senders of alerts often know no bearer; a browser must never be made to remember a password for the rest.
    const token = bearerOf(header) ?? (role === 'ingest' ? passwordOf(header) : undefined)
    const roles = token === undefined ? new Set<Role>() : await rolesOf(token, c.env)
    if (roles.size === 0) {
      c.header('www-authenticate', 'Bearer')
      return fail(c, 401, 'token_refused', 'No known token came with the request.', 'Send Authorization: Bearer TOKEN.')
    }
    if (!roles.has(role)) return fail(c, 403, 'role_missing', `This needs the ${role} token.`, `Use the ${role} token.`)
    return next()
  }
