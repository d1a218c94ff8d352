/** Lets a request through only if its token gives a role. */
import type { MiddlewareHandler } from 'hono'
import { fail } from '../answer.ts'
import type { EdgeEnv } from '../bindings.ts'
import type { Role } from './role.ts'

/** Answers 401 without a known token and 403 where it does not give `role`. */
export const requireRole =
  (role: Role): MiddlewareHandler<EdgeEnv> =>
  async (c, next) => {
    const identity = c.get('identity')
    if (identity === undefined) {
      c.header('www-authenticate', 'Bearer')
      return fail(c, 401, 'token_refused', 'No known token came with the request.', 'Send Authorization: Bearer TOKEN.')
    }
    if (identity.roles.has(role)) return next()
    return fail(c, 403, 'role_missing', `This needs the ${role} token.`, `Use the ${role} token.`)
  }
