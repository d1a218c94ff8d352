/** An edge elsewhere: a node joins it once with the enrolment token, and is known to it from then on. */
import { describeTrouble } from '../cli/trouble.ts'
import { refusalOf } from '../edge-client/refusal.ts'
import { EnrolError, enrol, type Identity, silentEdge } from '../identity.ts'
import { moduleHeaders } from '../modules/module-news.ts'
import type { Clock } from '../outbox/index.ts'

/** Which edge, and who comes to it. */
export interface RemoteEdge {
  readonly url: string
  /** Needed once; undefined where the node is known already. */
  readonly enrolToken: string | undefined
  /** Undefined for the default one. */
  readonly tenant: string | undefined
  readonly identity: Identity
  readonly hostname: string
  readonly fetch: typeof globalThis.fetch
}

/** Whether the edge knows the node now, and why not, in words. */
export type Joined = { readonly kind: 'known' } | { readonly kind: 'unknown'; readonly trouble: string }

/**
 * Joins with the token if there is one, else asks whether the edge knows this node. A token that is refused does no harm to
 * a node that is known.
 */
export async function joinEdge(edge: RemoteEdge): Promise<Joined> {
  try {
    if (edge.enrolToken === undefined) return (await isEnrolled(edge)) ? { kind: 'known' } : unknownNode(edge)
    await enrolUnlessKnown({ ...edge, enrolToken: edge.enrolToken })
    return { kind: 'known' }
  } catch (error) {
    if (!(error instanceof EnrolError)) throw error
    return { kind: 'unknown', trouble: describeTrouble(error) }
  }
}

async function enrolUnlessKnown(edge: RemoteEdge & { readonly enrolToken: string }): Promise<void> {
  try {
    await enrol({ ...edge, edgeUrl: edge.url })
  } catch (error) {
    if (!(error instanceof EnrolError) || error.code !== 'ENROL_REFUSED' || !(await isEnrolled(edge))) throw error
  }
}

const unknownNode = ({ identity }: RemoteEdge): Joined => ({
  kind: 'unknown',
  trouble: `this node, ${identity.id}, is not enrolled there; alerts wait in the outbox\n  Start it once with EYAS_ENROL_TOKEN, the enrolment token of that edge. If it has joined before: is its clock right?`,
})

/** Whether the edge knows this node by its key. Throws EnrolError. */
async function isEnrolled({ url, identity, tenant, fetch }: RemoteEdge): Promise<boolean> {
  let response: Response
  try {
    response = await fetch(new URL('/v1/modules/current', url), {
      method: 'HEAD',
      redirect: 'error',
      headers: { ...moduleHeaders({ identity, tenant, nowMs: Date.now }) },
      signal: AbortSignal.timeout(10_000),
    })
  } catch (error) {
    throw silentEdge(url, error)
  }
  if (response.status === 401) return false
  // 404: it knows the node, and has no rules for it.
  if (response.ok || response.status === 404) return true
  throw new EnrolError('ENROL_REFUSED', refusalOf(response.status, '').message, 'Is the address that of an edge?')
}

/** How long a start waits for an answer of the edge, in milliseconds. */
const patienceMs = 3_000
const joinAgainMs = 10_000

/** Joining as it goes on beside the start. */
export interface Joining {
  /** What is worth a warning at the start; undefined once the node is known. Settles within some seconds. */
  readonly first: Promise<string | undefined>
  /** Resolves once the node is known, or there is no token to try with, or it is stopped. */
  readonly done: Promise<void>
  stop(): Promise<void>
}

/**
 * Tries until the edge knows the node, or once where there is no token to try with. `say` hears of troubles behind the
 * first, once each.
 */
export function startJoining(edge: RemoteEdge, clock: Clock, say: (line: string) => void): Joining {
  const stopping = new AbortController()
  const first = Promise.withResolvers<string | undefined>()
  let told: string | undefined
  const tell = (trouble: string): void => {
    if (told !== undefined && trouble !== told) say(`edge: ${trouble}`)
    told = trouble
    first.resolve(trouble)
  }
  const run = async (): Promise<void> => {
    for (;;) {
      const joined = await joinEdge(edge)
      if (joined.kind === 'known') break
      tell(joined.trouble)
      if (edge.enrolToken === undefined || stopping.signal.aborted) return
      await clock.after(joinAgainMs, stopping.signal)
    }
    if (told !== undefined) say('edge: this node is enrolled there')
    first.resolve(undefined)
  }
  const done = run()
  const answered = new AbortController()
  void clock.after(patienceMs, answered.signal).then(() => {
    if (!answered.signal.aborted) tell(`the edge at ${edge.url} has not answered yet; alerts wait in the outbox`)
  })
  void first.promise.then(() => answered.abort())
  return {
    first: first.promise,
    done,
    async stop() {
      stopping.abort()
      await done
    },
  }
}
