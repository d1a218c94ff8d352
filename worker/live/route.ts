/** `GET /v1/stream`: authenticates a WebSocket and hands it to the live object. */
import { Hono } from 'hono'
import { bearerOf, rolesOf } from '../access/token.ts'
import { fail } from '../answer.ts'
import { type Bindings, tenant } from '../bindings.ts'
import { tokenProtocolPrefix } from './live-api.ts'

/** The stream route. */
export const stream = new Hono<{ Bindings: Bindings }>()

stream.get('/', async (c) => {
  if (c.req.header('upgrade')?.toLowerCase() !== 'websocket')
    return fail(c, 426, 'upgrade_required', 'This is a WebSocket.', 'Connect with a WebSocket client.')
  const token = bearerOf(c.req.header('authorization')) ?? tokenOf(c.req.header('sec-websocket-protocol') ?? '')
  const roles = token === undefined ? undefined : await rolesOf(token, c.env)
  if (!roles?.has('read'))
    return fail(c, 401, 'token_refused', 'No known token came with the request.', 'Send the read token.')
  return c.env.LIVE.getByName(tenant).fetch(c.req.raw)
})

const tokenOf = (protocols: string): string | undefined => {
  const offered = protocols.split(',').map((protocol) => protocol.trim())
  const encoded = offered.find((protocol) => protocol.startsWith(tokenProtocolPrefix))
  const text = encoded?.slice(tokenProtocolPrefix.length).replaceAll('-', '+').replaceAll('_', '/')
  if (text === undefined || !/^[A-Za-z0-9+/]{2,700}$/.test(text) || text.length % 4 === 1) return undefined
  return new TextDecoder().decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)))
}
