/** `/v1/silences`: set, change, look at and end silences. */
import { type Context, Hono } from 'hono'
import { requireRole } from '../access/require-role.ts'
import { fail } from '../answer.ts'
import { maxLimit, silenceParameters } from '../api/list-parameters.ts'
import { readParameters } from '../api/parameters.ts'
import { authorOf } from '../audit/author.ts'
import { type EdgeEnv, tenantOf } from '../bindings.ts'
import { Faults, faultsInWords } from '../fault.ts'
import { readBody } from '../ingest/read-body.ts'
import { readMap, readText } from '../ingest/read-values.ts'
import { parseJson } from '../parse-json.ts'
import { readSilence, type SilenceRequest } from './silence.ts'

type Edge = EdgeEnv

/** The silence that a request asks for, or the faults of its body. */
export const requestedSilence = async (
  request: Request,
  nowMs: number,
): Promise<{ readonly silence: SilenceRequest; readonly faults: Faults }> => {
  const body = await readBody(request, 65_536)
  const faults = new Faults()
  return { silence: readSilence(body && parseJson(body), nowMs, faults), faults }
}

const unknown = (c: Context<Edge>): Response =>
  fail(c, 404, 'silence_unknown', 'There is no such silence.', 'List them at /v1/silences.')

/** The silence routes. */
export const silences = new Hono<Edge>()

silences.get('/', requireRole('read'), async (c) => {
  const faults = new Faults()
  const { limit = maxLimit, cursor = '0' } = readParameters(silenceParameters, c.req.query(), faults)
  if (!/^\d{1,9}$/.test(cursor)) faults.add('not_a_cursor', 'cursor', 'must be the cursor of a page before')
  if (faults.found.length > 0)
    return fail(c, 400, 'query_refused', faultsInWords(faults.found), 'Correct the parameters named.')
  const all = await c.env.CORRELATOR.getByName(tenantOf(c)).silences(Date.now())
  const end = Number(cursor) + limit
  return c.json({ items: all.slice(Number(cursor), end), cursor: all.length > end ? String(end) : null })
})

silences.get('/:id', requireRole('read'), async (c) => {
  const silence = await c.env.CORRELATOR.getByName(tenantOf(c)).silence(c.req.param('id'), Date.now())
  return silence === null ? unknown(c) : c.json(silence)
})

silences.post('/', requireRole('operator'), async (c) => {
  const nowMs = Date.now()
  const { silence, faults } = await requestedSilence(c.req.raw, nowMs)
  if (faults.found.length > 0)
    return fail(
      c,
      422,
      'malformed',
      faultsInWords(faults.found),
      'Send {matchers: [{name, value, isRegex, isEqual}], startsAt, endsAt, createdBy, comment}.',
    )
  const correlator = c.env.CORRELATOR.getByName(tenantOf(c))
  const id = await correlator.putSilence(silence, nowMs, authorOf(c))
  if (id === null) return unknown(c)
  return c.json(await correlator.silence(id, nowMs), silence.id === undefined ? 201 : 200)
})

silences.post('/:id/expire', requireRole('operator'), async (c) => {
  const body = await readBody(c.req.raw, 4096)
  const faults = new Faults()
  const map = readMap(body?.length === 0 ? {} : body && parseJson(body), 'body', faults)
  const by = readText(map.owner ?? 'operator', 'owner', 256, faults)
  if (faults.found.length > 0) return fail(c, 422, 'malformed', faultsInWords(faults.found), 'Send {owner}.')
  const correlator = c.env.CORRELATOR.getByName(tenantOf(c))
  const isFound = await correlator.expireSilence(c.req.param('id'), by, Date.now(), authorOf(c))
  return isFound ? c.json(await correlator.silence(c.req.param('id'), Date.now())) : unknown(c)
})
