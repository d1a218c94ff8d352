/**
 * `POST /falco` and `POST /api/v2/alerts`: alerts of fleets that have no agent of ours yet.
 *
 * Both take the ingest token or the operator's, as a bearer or as the password of HTTP basic authentication, because
 * Falco's `http_output` can send nothing else: `url: https://falco:TOKEN@edge.example/falco`.
 */
import { type Context, Hono } from 'hono'
import { requireRole } from '../access/require-role.ts'
import { fail } from '../answer.ts'
import { type EdgeEnv, tenantOf } from '../bindings.ts'
import { Faults, faultsInWords } from '../fault.ts'
import { limits } from '../ingest/limits.ts'
import { readBody } from '../ingest/read-body.ts'
import { parseJson } from '../parse-json.ts'
import type { ForeignAlert } from './foreign-alert.ts'
import { readFalco } from './read-falco.ts'
import { readPrometheus } from './read-prometheus.ts'
import { storeForeign } from './store.ts'

type Edge = EdgeEnv
type Read = (value: unknown, nowMs: number, faults: Faults) => readonly ForeignAlert[]

/** Reads and stores the alerts of a request; text says what is wrong with them. */
const take = async (c: Context<Edge>, read: Read): Promise<string | undefined> => {
  const body = await readBody(c.req.raw, limits.bodyBytes)
  if (body === undefined) return 'the body is larger than 1 MiB'
  const nowMs = Date.now()
  const faults = new Faults()
  const alerts = read(parseJson(body), nowMs, faults)
  if (faults.found.length > 0) return faultsInWords(faults.found)
  const refused = await storeForeign(alerts, c.env, tenantOf(c))
  return refused.length > 0 ? faultsInWords(refused) : undefined
}

/** The route of Falco and Falcosidekick. */
export const falco = new Hono<Edge>()

falco.post('/', requireRole('ingest'), async (c) => {
  const wrong = await take(c, readFalco)
  if (wrong === undefined) return c.json({ stored: true })
  return fail(c, 422, 'malformed', wrong, 'Send what Falco prints with json_output: true.')
})

/** The route of Prometheus; errors are JSON strings here, as everywhere below `/api/v2`. */
export const prometheusAlerts = new Hono<Edge>()

prometheusAlerts.post('/', requireRole('ingest'), async (c) => {
  const wrong = await take(c, readPrometheus)
  return wrong === undefined ? c.body(null, 200) : c.json(wrong, 400)
})
