/** Asks a running edge over HTTP. */
import type { AlertJson, IncidentDetailJson, IncidentJson, Page } from '#schema/incident'
import { refusalOf } from './refusal.ts'

/** Where an edge is and what opens it. */
export interface EdgeAccess {
  readonly url: string
  readonly readToken: string
}

/** A refusal or silence of the edge, with what to do. */
export class EdgeError extends Error {
  readonly hint: string
  constructor(message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.hint = hint
  }
}

/** Query parameters; undefined ones are left out. */
export type Query = Readonly<Record<string, string | undefined>>

export interface EdgeClient {
  incidents(query: Query): Promise<Page<IncidentJson>>
  incident(id: string): Promise<IncidentDetailJson>
  alerts(query: Query): Promise<Page<AlertJson>>
}

/** A client for one edge; each call throws EdgeError if there is no good answer within 10 s. */
export function edgeClient({ url, readToken }: EdgeAccess, fetch = globalThis.fetch): EdgeClient {
  if (!URL.canParse(url))
    throw new EdgeError(`'${url}' is no address`, 'An edge has an address such as http://127.0.0.1:2811.')
  const get = async <T>(path: string, query: Query = {}): Promise<T> => {
    const address = new URL(path, url)
    for (const [name, value] of Object.entries(query)) if (value !== undefined) address.searchParams.set(name, value)
    const response = await ask(fetch, address, readToken)
    if (!response.ok) throw await refusal(response)
    return (await response.json()) as T
  }
  return {
    incidents: (query) => get('/v1/incidents', query),
    incident: (id) => get(`/v1/incidents/${encodeURIComponent(id)}`),
    alerts: (query) => get('/v1/alerts', query),
  }
}

async function ask(fetch: typeof globalThis.fetch, address: URL, token: string): Promise<Response> {
  try {
    return await fetch(address, {
      headers: { authorization: `Bearer ${token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(10_000),
    })
  } catch (error) {
    throw new EdgeError(`the edge at ${address.origin} does not answer`, 'Is it running? npm start starts it.', error)
  }
}

/** What to do, in the words of the command line. */
const hints: Readonly<Record<number, string>> = {
  401: 'The token is not one of this edge; --token or EYAS_TOKEN names it, and DIR/edge/tokens.json has those of an embedded edge.',
  404: 'npx eyas incidents lists what there is.',
}

async function refusal(response: Response): Promise<EdgeError> {
  const { message, hint } = refusalOf(response.status, await response.text())
  return new EdgeError(message, hints[response.status] ?? hint)
}
