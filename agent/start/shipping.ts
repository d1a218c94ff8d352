/** Alerts on their way off the node: identity, outbox, delivery, and the edge that they go to. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Edge } from '#edge'
import type { LossLedger } from '#schema/alert'
import type { AlertDraft } from '../hot/messages.ts'
import { enrol, type Identity, loadIdentity } from '../identity.ts'
import { type Outbox, openOutbox, systemClock } from '../outbox/index.ts'
import { Delivering } from './delivering.ts'
import { superviseEdge } from './edge-supervisor.ts'
import { startJoining } from './remote-edge.ts'

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
  /** Why the edge did not take this node at the start, in words; undefined if it did. */
  readonly trouble: string | undefined
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

/** Who this node is, and where its alerts wait. */
export interface Sender {
  readonly identity: Identity
  readonly outbox: Outbox
}

/** Opens the outbox of a data directory. Throws OUTBOX_IN_USE and what makes the directory unfit. */
export async function openSender(dataFolder: string, say: (line: string) => void): Promise<Sender> {
  const identity = await loadIdentity(dataFolder)
  const outbox = await openOutbox({
    directory: join(dataFolder, 'outbox'),
    node: identity,
    clock: systemClock,
    random: randomBytes,
    log: (line) => say(`outbox: ${line}`),
  })
  return { identity, outbox }
}

/**
 * Starts the edge and the delivery. Resolves once the edge is up, or its first start or the joining has failed: then
 * `trouble` says why, and it is tried again. Throws what makes the data directory unfit; then the outbox is closed.
 */
export async function startShipping(
  options: ShippingOptions,
  { identity, outbox }: Sender,
  say: (line: string) => void,
): Promise<Shipping> {
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
      trouble: link.trouble,
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
  readonly trouble: string | undefined
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
  const failure = await supervisor.firstTry
  const trouble = failure === undefined ? undefined : `${failure}; alerts wait in the outbox, trying again`
  return { trouble, edge: () => edge, stop: () => supervisor.stop() }
}

/** An edge elsewhere: delivery begins once the node is known there, or at once without a token to join with. */
async function remote(
  { url, enrolToken, tenant, hostname }: Extract<EdgePlace, { kind: 'remote' }> & { readonly hostname: string },
  identity: Identity,
  delivering: Delivering,
  say: (line: string) => void,
): Promise<Link> {
  const joining = startJoining({ url, enrolToken, tenant, identity, hostname, fetch }, systemClock, say)
  let isStopped = false
  const delivered = joining.done.then(async () => {
    if (!isStopped) await delivering.to(url)
  })
  const trouble = await joining.first
  return {
    trouble,
    edge: () => undefined,
    stop: async () => {
      isStopped = true
      await joining.stop()
      await delivered
      await delivering.stop()
    },
  }
}
