/** `/v1/incidents` and `/v1/alerts`: what was found, and what people did about it. */
import { type Context, Hono } from 'hono'
import { requireRole } from '../access/require-role.ts'
import { fail } from '../answer.ts'
import { actRequest } from '../api/incident-shapes.ts'
import { authorOf } from '../audit/author.ts'
import { type EdgeEnv, tenantOf } from '../bindings.ts'
import type { Act, CorrelatorApi, Verb } from '../correlate/correlator-api.ts'
import { Faults, faultsInWords } from '../fault.ts'
import { refusedFilter } from '../filter/refused-filter.ts'
import { readBody } from '../ingest/read-body.ts'
import { parseJson } from '../parse-json.ts'
import { type Query, readQuery } from './filter.ts'

type Edge = EdgeEnv

const correlator = (c: Context<Edge>): CorrelatorApi => c.env.CORRELATOR.getByName(tenantOf(c))

const withQuery = async (c: Context<Edge>, answer: (query: Query) => Promise<unknown>): Promise<Response> => {
  const faults = new Faults()
  const query = readQuery(c.req.query(), faults)
  if (faults.found.length > 0)
    return fail(c, 400, 'query_refused', faultsInWords(faults.found), 'Correct the parameters named.')
  return refusedFilter(c, query.filter) ?? c.json(await answer(query))
}

const noIncident = (c: Context<Edge>): Response =>
  fail(c, 404, 'incident_unknown', 'There is no such incident.', 'List them at /v1/incidents.')

/** The incident routes. */
export const incidents = new Hono<Edge>()

incidents.get('/', requireRole('read'), (c) => withQuery(c, (query) => correlator(c).incidents(query)))

incidents.get('/:id', requireRole('read'), async (c) => {
  const incident = await correlator(c).incident(c.req.param('id'))
  return incident === null ? noIncident(c) : c.json(incident)
})

incidents.post('/:id/:verb{acknowledge|assign|note|close|reopen}', requireRole('operator'), async (c) => {
  const body = await readBody(c.req.raw, 16_384)
  const faults = new Faults()
  // The route's pattern admits these words only.
  const act = readAct(c.req.param('verb') as Verb, body?.length === 0 ? {} : body && parseJson(body), faults)
  if (faults.found.length > 0)
    return fail(c, 422, 'malformed', faultsInWords(faults.found), 'Send {owner, comment, assignee}, all text.')
  const incident = await correlator(c).act(c.req.param('id'), act, Date.now(), authorOf(c))
  return incident === null ? noIncident(c) : c.json(incident)
})

const readAct = (verb: Verb, value: unknown, faults: Faults): Act => {
  const { owner = '', comment = '', assignee } = actRequest.read(value, 'body', faults)
  if (verb === 'note' && comment.trim() === '') faults.add('empty', 'comment', 'must not be empty')
  if (verb === 'assign' && assignee === undefined) faults.add('missing', 'assignee', 'must say who, or be empty')
  return { verb, owner, comment, assignee: assignee ?? '' }
}

/** The alert routes. */
export const alerts = new Hono<Edge>()

alerts.get('/', requireRole('read'), (c) => withQuery(c, (query) => correlator(c).alerts(query)))
