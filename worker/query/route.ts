/** `/v1/incidents` and `/v1/alerts`: what was found, and what people did about it. */
import { type Context, Hono } from 'hono'
import { requireRole } from '../access/require-role.ts'
import { fail } from '../answer.ts'
import { actRequest, joinRequest, splitRequest } from '../api/incident-shapes.ts'
import { authorOf } from '../audit/author.ts'
import { type EdgeEnv, tenantOf } from '../bindings.ts'
import type { Act, CorrelatorApi, Verb } from '../correlate/correlator-api.ts'
import { Faults, faultsInWords } from '../fault.ts'
import { refusedFilter } from '../filter/refused-filter.ts'
import { readBody } from '../ingest/read-body.ts'
import { parseTime } from '../mute/silence.ts'
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

incidents.post('/:id/split', requireRole('operator'), async (c) => {
  const nowMs = Date.now()
  const body = await readBody(c.req.raw, 16_384)
  const faults = new Faults()
  const { tie, owner = '', comment = '', endsAt } = splitRequest.read(body && parseJson(body), 'body', faults)
  const untilMs = endsAt === undefined ? nowMs + splitForMs : (parseTime(endsAt) ?? 0)
  if (faults.found.length === 0 && (untilMs <= nowMs || untilMs > nowMs + maxSplitMs))
    faults.add('not_an_end', 'endsAt', 'must be to come, within a year')
  if (faults.found.length > 0)
    return fail(c, 422, 'malformed', faultsInWords(faults.found), 'Send {tie, owner, comment, endsAt}.')
  const request = { tie, owner, comment, untilNs: BigInt(untilMs) * 1_000_000n }
  const answer = await correlator(c).split(c.req.param('id'), request, nowMs, authorOf(c))
  switch (answer.kind) {
    case 'split':
      return c.json({ items: answer.incidents })
    case 'incident_unknown':
      return noIncident(c)
    case 'tie_unknown':
      return fail(c, 422, 'tie_unknown', 'Its alerts do not share that.', 'Take the key of one of its ties.')
    case 'incident_too_large':
      return fail(c, 422, 'incident_too_large', 'It has more than 20,000 folded alerts.', 'Silence or close it.')
  }
})

incidents.post('/:id/merge', requireRole('operator'), async (c) => {
  const body = await readBody(c.req.raw, 16_384)
  const faults = new Faults()
  const { incident, owner = '', comment = '' } = joinRequest.read(body && parseJson(body), 'body', faults)
  if (faults.found.length > 0)
    return fail(c, 422, 'malformed', faultsInWords(faults.found), 'Send {incident, owner, comment}.')
  const request = { incident, owner, comment }
  const merged = await correlator(c).merge(c.req.param('id'), request, Date.now(), authorOf(c))
  return merged === null ? noIncident(c) : c.json(merged)
})

/** How long a tie stays cut where nobody says, and how long it may: 30 days, a year. */
const splitForMs = 30 * 86_400_000
const maxSplitMs = 366 * 86_400_000

const readAct = (verb: Verb, value: unknown, faults: Faults): Act => {
  const { owner = '', comment = '', assignee } = actRequest.read(value, 'body', faults)
  if (verb === 'note' && comment.trim() === '') faults.add('empty', 'comment', 'must not be empty')
  if (verb === 'assign' && assignee === undefined) faults.add('missing', 'assignee', 'must say who, or be empty')
  return { verb, owner, comment, assignee: assignee ?? '' }
}

/** The alert routes. */
export const alerts = new Hono<Edge>()

alerts.get('/', requireRole('read'), (c) => withQuery(c, (query) => correlator(c).alerts(query)))
