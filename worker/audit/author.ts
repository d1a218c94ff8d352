/** Who asks for a change, out of the request. */
import type { HonoRequest } from 'hono'
import type { Identity } from '../access/identity.ts'
import { operationOf } from '../api/operation-of.ts'
import type { Author } from './audit-store.ts'

const reads = new Set(['GET', 'HEAD', 'OPTIONS'])

/** What only asks, though it is posted, and what alerts arrive at. */
const noChange = /^\/(?:v1\/(?:ingest|routes\/explain)|falco|api\/v2\/alerts)\/?$/

/** Whether a request may change something. */
export const isChange = (method: string, path: string): boolean => !reads.has(method) && !noChange.test(path)

/** The author of a change. Routes ask after `requireRole` has let the request through. */
export const authorOf = (c: {
  get(name: 'identity'): Identity | undefined
  readonly req: Pick<HonoRequest, 'method' | 'path'>
}): Author => {
  const { method, path } = c.req
  return { actor: c.get('identity')?.actor ?? 'nobody', action: operationOf(method, path) ?? method, target: path }
}
