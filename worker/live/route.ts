/** `GET /v1/stream`: authenticates a WebSocket and hands it to the live object. */
import { Hono } from 'hono'
import { fail } from '../answer.ts'
import type { EdgeEnv } from '../bindings.ts'
import { refusedFilter } from '../filter/refused-filter.ts'

/** The stream route. */
export const stream = new Hono<EdgeEnv>()

stream.get('/', async (c) => {
  if (c.req.header('upgrade')?.toLowerCase() !== 'websocket')
    return fail(c, 426, 'upgrade_required', 'This is a WebSocket.', 'Connect with a WebSocket client.')
  const identity = c.get('identity')
  if (!identity?.roles.has('read'))
    return fail(c, 401, 'token_refused', 'No known token came with the request.', 'Send the read token.')
  const refused = refusedFilter(c, c.req.query('filter'))
  if (refused !== undefined) return refused
  return c.env.LIVE.getByName(identity.tenant).fetch(c.req.raw)
})
