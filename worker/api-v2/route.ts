/**
 * Alertmanager's API, version 2, so that amtool and Grafana work unchanged. Both send a bearer token: amtool out of the
 * file named by `--http.config.file`, which holds `authorization: {credentials: TOKEN}`. Errors are JSON strings here.
 */
import { type Context, Hono } from 'hono'
import { requireRole } from '../access/require-role.ts'
import { authorOf } from '../audit/author.ts'
import { type EdgeEnv, tenantOf } from '../bindings.ts'
import { Findings } from '../config/finding.ts'
import type { CorrelatorApi } from '../correlate/correlator-api.ts'
import { faultsInWords } from '../fault.ts'
import type { Matcher } from '../matchers/matcher.ts'
import { parseMatchers } from '../matchers/parse-matchers.ts'
import { compileRegex, RegexError } from '../matchers/regex.ts'
import { requestedSilence } from '../mute/route.ts'
import { notifierOf } from '../route/dispatch.ts'
import { readRouting } from '../route/read-routing.ts'
import { shownRouting } from '../route/route.ts'
import { version } from '../version.ts'
import { type AlertFilter, type AlertV2, alertV2, isWanted, matchersWanted } from './json.ts'

type Edge = EdgeEnv

const correlator = (c: Context<Edge>): CorrelatorApi => c.env.CORRELATOR.getByName(tenantOf(c))

/** The routes below `/api/v2`. */
export const apiV2 = new Hono<Edge>()

/** When this isolate began; the runtime has no clock before the first request. */
let startedMs: number | undefined

apiV2.get('/status', requireRole('read'), async (c) => {
  startedMs ??= Date.now()
  const routing = await correlator(c).routing()
  return c.json({
    cluster: { name: 'eyas', status: 'disabled', peers: [] },
    config: { original: routing === null ? '' : shownRouting(routing.text) },
    uptime: new Date(startedMs).toISOString(),
    versionInfo: { branch: 'eyas', buildDate: '', buildUser: '', goVersion: '', revision: '', version },
  })
})

apiV2.get('/receivers', requireRole('read'), async (c) => {
  const routing = await correlator(c).routing()
  const read = routing === null ? undefined : readRouting(routing.text, new Findings())
  return c.json([...(read?.receivers.keys() ?? [])].map((name) => ({ name })))
})

apiV2.get('/silences', requireRole('read'), async (c) => {
  const wanted = matchersOf(c)
  if (typeof wanted === 'string') return c.json(wanted, 400)
  const all = await correlator(c).silences(Date.now())
  return c.json(all.filter((silence) => matchersWanted(silence.matchers, wanted)))
})

apiV2.post('/silences', requireRole('operator'), async (c) => {
  const nowMs = Date.now()
  const { silence, faults } = await requestedSilence(c.req.raw, nowMs)
  if (faults.found.length > 0) return c.json(faultsInWords(faults.found), 400)
  const silenceID = await correlator(c).putSilence(silence, nowMs, authorOf(c))
  return silenceID === null ? c.json('no such silence', 404) : c.json({ silenceID })
})

apiV2.get('/silence/:id', requireRole('read'), async (c) => {
  const found = await correlator(c).silence(c.req.param('id'), Date.now())
  if (found === null) return c.json('no such silence', 404)
  const { acts: _, ...silence } = found
  return c.json(silence)
})

apiV2.delete('/silence/:id', requireRole('operator'), async (c) => {
  const isFound = await correlator(c).expireSilence(c.req.param('id'), 'amtool', Date.now(), authorOf(c))
  return isFound ? c.body(null, 200) : c.json('no such silence', 404)
})

apiV2.get('/alerts', requireRole('read'), async (c) => {
  const filter = filterOf(c)
  if (typeof filter === 'string') return c.json(filter, 400)
  return c.json((await alertsOf(c, filter)).filter((alert) => isWanted(alert, filter)))
})

apiV2.get('/alerts/groups', requireRole('read'), async (c) => {
  const filter = filterOf(c)
  if (typeof filter === 'string') return c.json(filter, 400)
  const alerts = new Map((await alertsOf(c, filter)).map((alert) => [alert.fingerprint, alert]))
  const keys = await correlator(c).notifiers()
  const groups = await Promise.all(keys.map((key) => notifierOf(c.env, tenantOf(c), key).groups()))
  const shown = groups.flat().map(({ labels, receiver, alerts: members }) => ({
    labels,
    receiver: { name: receiver },
    alerts: members.flatMap(({ fingerprint }) => {
      const alert = alerts.get(fingerprint.slice(0, 16))
      return alert !== undefined && isWanted(alert, filter) ? [alert] : []
    }),
  }))
  return c.json(shown.filter((group) => group.alerts.length > 0))
})

const alertsOf = async (c: Context<Edge>, filter: AlertFilter): Promise<readonly AlertV2[]> => {
  const externalUrl = new URL(c.req.url).origin
  const matchers = filter.matchers.map(({ name, operator, value }) => ({ name, operator, value }))
  return (await correlator(c).standing(matchers, Date.now())).map((alert) => alertV2(alert, externalUrl))
}

/** The matchers of every `filter` of a request, or why they cannot be read. */
const matchersOf = (c: Context<Edge>): readonly Matcher[] | string => {
  const matchers: Matcher[] = []
  for (const text of c.req.queries('filter') ?? []) {
    const parsed = parseMatchers(text, 'filter')
    if (parsed.kind === 'faults') return `bad matcher format: ${faultsInWords(parsed.faults)}`
    matchers.push(...parsed.matchers)
  }
  return matchers
}

const filterOf = (c: Context<Edge>): AlertFilter | string => {
  const matchers = matchersOf(c)
  if (typeof matchers === 'string') return matchers
  const isOn = (name: string): boolean => c.req.query(name) !== 'false'
  const receiver = c.req.query('receiver')
  try {
    return {
      matchers,
      receiver: receiver === undefined ? undefined : compileRegex(receiver),
      active: isOn('active'),
      silenced: isOn('silenced'),
      inhibited: isOn('inhibited'),
    }
  } catch (cause) {
    if (cause instanceof RegexError) return `receiver is no pattern: ${cause.message}`
    throw cause
  }
}
