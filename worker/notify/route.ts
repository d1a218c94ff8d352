/** `/v1/deliveries`: what was told to whom, what is on its way, and the dead letters. */
import { Hono } from 'hono'
import { requireRole } from '../access/require-role.ts'
import { fail } from '../answer.ts'
import { authorOf } from '../audit/author.ts'
import { type EdgeEnv, tenantOf } from '../bindings.ts'
import { Faults } from '../fault.ts'
import { cursorOf, readCursor } from '../query/filter.ts'
import { notifierOf } from '../route/dispatch.ts'
import type { DeliveryJson } from './notifier-api.ts'

const states = ['pending', 'delivered', 'dead'] as const
const maxLimit = 500

/** The delivery routes. */
export const deliveries = new Hono<EdgeEnv>()

deliveries.get('/', requireRole('read'), async (c) => {
  const state = states.find((one) => one === c.req.query('state'))
  const limit = Number(c.req.query('limit') ?? 50)
  const faults = new Faults()
  const after = readCursor(c.req.query('cursor'), faults)
  const before = after && { createdMs: Number(after.last), id: after.id }
  if (c.req.query('state') !== undefined && state === undefined)
    return fail(c, 400, 'query_refused', 'state is none of them.', `state must be one of ${states.join(', ')}.`)
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit || faults.found.length > 0)
    return fail(
      c,
      400,
      'query_refused',
      'limit or cursor is no number.',
      `limit is 1 to ${maxLimit}, cursor that of a page.`,
    )
  const keys = await c.env.CORRELATOR.getByName(tenantOf(c)).notifiers()
  const pages = await Promise.all(
    keys.map((key) => notifierOf(c.env, tenantOf(c), key).deliveries(state, limit + 1, before)),
  )
  const all = pages.flat().sort((left, right) => newestFirst(left, right))
  const items = all.slice(0, limit)
  const last = items.at(-1)
  return c.json({ items, cursor: all.length > limit && last ? cursorOf(positionOf(last)) : null })
})

deliveries.post('/:id/replay', requireRole('operator'), async (c) => {
  const correlator = c.env.CORRELATOR.getByName(tenantOf(c))
  await correlator.noteChange(authorOf(c), c.req.param('id'), Date.now())
  const keys = await correlator.notifiers()
  const found = await Promise.all(keys.map((key) => notifierOf(c.env, tenantOf(c), key).replay(c.req.param('id'))))
  if (found.includes(true)) return c.json({ id: c.req.param('id'), state: 'pending' }, 202)
  return fail(c, 404, 'delivery_unknown', 'There is no such dead delivery.', 'List them at /v1/deliveries?state=dead.')
})

const positionOf = ({ createdAt, id }: DeliveryJson) => ({ last: String(Date.parse(createdAt)).padStart(20, '0'), id })

const newestFirst = (left: DeliveryJson, right: DeliveryJson): number =>
  left.createdAt === right.createdAt ? (left.id < right.id ? 1 : -1) : left.createdAt < right.createdAt ? 1 : -1
