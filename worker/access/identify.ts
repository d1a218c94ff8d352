/** Finds out whose request it is, once, before any route looks at it. */
import type { HonoRequest, MiddlewareHandler } from 'hono'
import { fail } from '../answer.ts'
import type { EdgeEnv } from '../bindings.ts'
import { counters } from '../metrics/counters.ts'
import { identityOf } from './identity.ts'
import { Throttle } from './throttle.ts'
import { bearerOf, passwordOf, protocolTokenOf } from './token.ts'

const throttle = new Throttle()

/** Where a request came from, as far as the runtime says. On one's own machine it does not, and all count as one. */
const addressOf = (header: string | undefined): string => header ?? 'this machine'

/**
 * Sets `identity` where a known token came with the request. After too many wrong ones, an address is answered 429
 * before its token is looked at, so that it learns nothing from going on.
 */
export const identify: MiddlewareHandler<EdgeEnv> = async (c, next) => {
  const token = tokenOf(c.req)
  if (token === undefined) return next()
  const address = addressOf(c.req.header('cf-connecting-ip'))
  const waitSeconds = throttle.waitSeconds(address, Date.now())
  if (waitSeconds > 0) {
    counters.add('throttled')
    c.header('retry-after', String(waitSeconds))
    return fail(c, 429, 'too_many_attempts', 'Too many wrong tokens came from here.', `Wait ${waitSeconds} s.`)
  }
  const identity = await identityOf(token, c.env)
  if (identity === undefined) throttle.fail(address, Date.now())
  else c.set('identity', identity)
  return next()
}

const tokenOf = (request: HonoRequest): string | undefined => {
  const header = request.header('authorization')
  const bearer = bearerOf(header)
  if (bearer !== undefined) return bearer
  // Senders of alerts often know no bearer; a browser must never be made to remember a password for the rest.
  const sendsAlerts = request.method === 'POST' && ['/falco', '/api/v2/alerts'].includes(request.path)
  if (sendsAlerts) return passwordOf(header)
  // A browser cannot send headers with a WebSocket.
  return request.path === '/v1/stream' ? protocolTokenOf(request.header('sec-websocket-protocol') ?? '') : undefined
}
