/** Alerts on their way off the node: identity, outbox, delivery, and the edge that they go to. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Edge } from '#edge'
import type { LossLedger } from '#schema/alert'
import { describeTrouble } from '../cli/trouble.ts'
import type { AlertDraft } from '../hot/messages.ts'
import { enrol, type Identity, loadIdentity } from '../identity.ts'
import { openOutbox, systemClock } from '../outbox/index.ts'
import { Delivering } from './delivering.ts'
import { superviseEdge } from './edge-supervisor.ts'

/** The edge of this machine, or one elsewhere, which a node joins once with the enrol token. */
export type EdgePlace =
  | { readonly kind: 'embedded'; readonly port: number }
  | {
      readonly kind: 'remote'
      readonly url: string
      readonly enrolToken: string | undefined
      readonly tenant: string | undefined
    }

export interface Shipping {
  /** Resolves once the alerts are on disk or counted as shed; `bundleDigest` names the rules that made them. */
  append(alerts: readonly AlertDraft[], ledger: LossLedger, bundleDigest: string): Promise<void>
  /** Resolves once the edge has everything that was appended so far. */
  delivered(): Promise<void>
  /** The embedded edge, while it is up. */
  edge(): Edge | undefined
  /** Who this node is. */
  readonly identity: Identity
  /** Whose it is; undefined for the default tenant. */
  readonly tenant: string | undefined
  stop(): Promise<void>
}

export interface ShippingOptions {
  readonly dataFolder: string
  readonly place: EdgePlace
  readonly hostname: string
  /** Hears of the process of the embedded edge at each start of it. */
  readonly onEdge: (pid: number) => void
}

/** How long stopping waits for the edge to take what is left, in milliseconds; the rest goes at the next start. */
const farewellMs = 2_000
const enrolAgainMs = 10_000

/**
 * Opens the outbox, then starts the edge and the delivery. Resolves once the edge is up or its first start has failed,
 * in which case `say` has told why and it is tried again. Throws OUTBOX_IN_USE and what makes the data directory unfit.
 */
export async function startShipping(options: ShippingOptions, say: (line: string) => void): Promise<Shipping> {
  const identity = await loadIdentity(options.dataFolder)
  const outbox = await openOutbox({
    directory: join(options.dataFolder, 'outbox'),
    node: identity,
    clock: systemClock,
    random: randomBytes,
    log: (line) => say(`outbox: ${line}`),
  })
  const { place } = options
  const tenant = place.kind === 'remote' ? place.tenant : undefined
  const delivering = new Delivering(outbox, identity.id, tenant, say)
  try {
    const link = await linkTo(options, identity, delivering, say)
    return {
      append: async (alerts, ledger, bundle) => {
        await outbox.append(alerts, { bundle, ledger })
      },
      delivered: () => delivering.all(),
      edge: link.edge,
      identity,
      tenant,
      stop: async () => {
        const enough = new AbortController()
        await Promise.race([delivering.all(), systemClock.after(farewellMs, enough.signal)])
        enough.abort()
        await delivering.stop()
        await link.stop()
        await outbox.close()
      },
    }
  } catch (error) {
    await delivering.stop()
    await outbox.close()
    throw error
  }
}

interface Link {
  edge(): Edge | undefined
  stop(): Promise<void>
}

const linkTo = (
  { place, ...options }: ShippingOptions,
  identity: Identity,
  delivering: Delivering,
  say: (line: string) => void,
): Promise<Link> =>
  place.kind === 'embedded'
    ? embedded({ ...options, port: place.port }, identity, delivering, say)
    : remote({ ...place, hostname: options.hostname }, identity, delivering, say)

async function embedded(
  options: Omit<ShippingOptions, 'place'> & { readonly port: number },
  identity: Identity,
  delivering: Delivering,
  say: (line: string) => void,
): Promise<Link> {
  let edge: Edge | undefined
  const onUp = async (up: Edge): Promise<void> => {
    await enrol({ edgeUrl: up.url, enrolToken: up.enrolToken, identity, hostname: options.hostname, fetch })
    edge = up
    options.onEdge(up.pid)
    void up.ended.then(() => {
      if (edge === up) edge = undefined
    })
    await delivering.to(up.url)
  }
  const supervisor = superviseEdge({ dataDirectory: options.dataFolder, port: options.port }, say, onUp)
  await supervisor.firstTry
  return { edge: () => edge, stop: () => supervisor.stop() }
}

/** An edge elsewhere: delivery begins at once; joining is tried until it works, if there is a token for it. */
async function remote(
  {
    url,
    enrolToken,
    tenant,
    hostname,
  }: Omit<Extract<EdgePlace, { kind: 'remote' }>, 'kind'> & { readonly hostname: string },
  identity: Identity,
  delivering: Delivering,
  say: (line: string) => void,
): Promise<Link> {
  const stopping = new AbortController()
  const join = async (): Promise<void> => {
    let trouble = ''
    while (enrolToken !== undefined && !stopping.signal.aborted) {
      try {
        await enrol({ edgeUrl: url, enrolToken, identity, hostname, tenant, fetch })
        break
      } catch (error) {
        const words = describeTrouble(error)
        if (words !== trouble) say(`edge: this node could not join: ${words}; trying again`)
        trouble = words
        await systemClock.after(enrolAgainMs, stopping.signal)
      }
    }
    if (!stopping.signal.aborted) await delivering.to(url)
  }
  const joining = join()
  return {
    edge: () => undefined,
    stop: async () => {
      stopping.abort()
      await joining
      await delivering.stop()
    },
  }
}
