/** `/v1/config/routing` and `/v1/routes/explain`: what is in force, and where an alert would go. */
import { type Context, Hono } from 'hono'
import { requireRole } from '../access/require-role.ts'
import { fail } from '../answer.ts'
import { authorOf } from '../audit/author.ts'
import { type EdgeEnv, tenantOf } from '../bindings.ts'
import { Findings } from '../config/finding.ts'
import { redact } from '../config/redact.ts'
import { refusedConfig } from '../config/refused-config.ts'
import { Faults, faultsInWords } from '../fault.ts'
import { readBody } from '../ingest/read-body.ts'
import { readMap, readText } from '../ingest/read-values.ts'
import type { Labels } from '../matchers/labels.ts'
import { parseJson } from '../parse-json.ts'
import { readRouting } from './read-routing.ts'
import { withTemplateFiles } from './template-files.ts'

type Edge = EdgeEnv

const noRouting = (c: Context<Edge>): Response =>
  fail(c, 404, 'no_routing', 'No routing is in force.', 'Put an alertmanager.yml to /v1/config/routing.')

/** A configuration without its secrets. */
export const shownRouting = (text: string): string => {
  const findings = new Findings()
  readRouting(text, findings)
  return redact(text, findings.secrets)
}

/** The configuration routes. */
export const routingConfig = new Hono<Edge>()

routingConfig.get('/', requireRole('read'), async (c) => {
  const correlator = c.env.CORRELATOR.getByName(tenantOf(c))
  const routing = await correlator.routing()
  if (routing === null) return noRouting(c)
  const { version, externalUrl, text } = routing
  return c.json({ version, externalUrl, text: shownRouting(text), history: await correlator.routingHistory() })
})

routingConfig.put('/', requireRole('operator'), async (c) => {
  const body = await readBody(c.req.raw, 1 << 20)
  if (body === undefined)
    return fail(c, 422, 'malformed', 'The body is larger than 1 MiB.', 'Send an alertmanager.yml.')
  const text = await configurationOf(body, c.req.header('content-type') ?? '')
  if (text === undefined)
    return fail(c, 422, 'malformed', 'The parts cannot be read.', 'Send config=@alertmanager.yml and templates=@FILE.')
  const externalUrl = new URL(c.req.url).origin
  const answer = await c.env.CORRELATOR.getByName(tenantOf(c)).setRouting(text, externalUrl, Date.now(), authorOf(c))
  if (answer.kind === 'in_force') return c.json({ version: answer.version, ignored: answer.ignored })
  return refusedConfig(c, 'routing_refused', answer.faults, { ignored: answer.ignored })
})

/** The text of a configuration: the body itself, or of a form the part `config` with the files of `templates`. */
const configurationOf = async (body: Uint8Array<ArrayBuffer>, type: string): Promise<string | undefined> => {
  if (!type.startsWith('multipart/form-data')) return new TextDecoder().decode(body)
  try {
    const form = await new Response(body, { headers: { 'content-type': type } }).formData()
    const config = form.get('config')
    const parts = form.getAll('templates').filter((part) => typeof part !== 'string')
    const files = await Promise.all(parts.map(async (part) => [part.name, await part.text()] as const))
    if (config === null) return undefined
    return withTemplateFiles(typeof config === 'string' ? config : await config.text(), Object.fromEntries(files))
  } catch (cause) {
    // The runtime throws this for a body that is no form.
    if (cause instanceof TypeError) return undefined
    throw cause
  }
}

/** The explaining routes. */
export const routes = new Hono<Edge>()

routes.post('/explain', requireRole('read'), async (c) => {
  const body = await readBody(c.req.raw, 65_536)
  const faults = new Faults()
  const labels = readLabels(readMap(body && parseJson(body), 'body', faults).labels, faults)
  if (faults.found.length > 0)
    return fail(c, 422, 'malformed', faultsInWords(faults.found), 'Send {labels: {alertname: ..., severity: ...}}.')
  const items = await c.env.CORRELATOR.getByName(tenantOf(c)).explain(labels, Date.now())
  return items === null ? noRouting(c) : c.json({ labels, routes: items })
})

const readLabels = (value: unknown, faults: Faults): Labels =>
  Object.fromEntries(
    Object.entries(readMap(value, 'labels', faults)).map(([name, text]) => [
      name,
      readText(text, `labels.${name.slice(0, 64)}`, 16_384, faults),
    ]),
  )
