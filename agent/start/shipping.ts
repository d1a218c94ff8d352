/** Alerts on their way off the node: identity, outbox, delivery, and the embedded edge that they go to. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Edge } from '#edge'
import type { LossLedger } from '#schema/alert'
import type { AlertDraft } from '../hot/messages.ts'
import { enrol, loadIdentity } from '../identity.ts'
import { type Delivery, type Outbox, openOutbox, startDelivery, systemClock } from '../outbox/index.ts'
import { superviseEdge } from './edge-supervisor.ts'

export interface Shipping {
  /** Resolves once the alerts are on disk or counted as shed. */
  append(alerts: readonly AlertDraft[], ledger: LossLedger): Promise<void>
  /** Resolves once the edge has everything that was appended so far. */
  delivered(): Promise<void>
  /** The edge, while it is up. */
  edge(): Edge | undefined
  stop(): Promise<void>
}

export interface ShippingOptions {
  readonly dataFolder: string
  readonly port: number
  readonly hostname: string
  /** Hears of the process of the edge at each start of it. */
  readonly onEdge: (pid: number) => void
  /** Digest of the rules in force, `sha256:<hex>`. */
  readonly bundleDigest: string
}

/** How long stopping waits for the edge to take what is left, in milliseconds; the rest goes at the next start. */
const farewellMs = 2_000

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
  const acknowledgements = new Acknowledgements(outbox)
  let edge: Edge | undefined
  let delivery: Delivery | undefined

  const onUp = async (up: Edge): Promise<void> => {
    await enrol({ edgeUrl: up.url, enrolToken: up.enrolToken, identity, hostname: options.hostname, fetch })
    edge = up
    options.onEdge(up.pid)
    void up.ended.then(() => {
      if (edge === up) edge = undefined
    })
    await delivery?.stop()
    delivery = startDelivery({
      outbox,
      edgeUrl: up.url,
      node: identity.id,
      fetch,
      clock: systemClock,
      random: Math.random,
      onAcknowledged: () => acknowledgements.came(),
      onTrouble: ({ message }) => say(`edge: ${message}`),
    })
  }

  const supervisor = superviseEdge({ dataDirectory: options.dataFolder, port: options.port }, say, onUp)
  const stop = async (): Promise<void> => {
    const enough = new AbortController()
    await Promise.race([acknowledgements.all(), systemClock.after(farewellMs, enough.signal)])
    enough.abort()
    await delivery?.stop()
    await supervisor.stop()
    await outbox.close()
  }
  try {
    await supervisor.firstTry
  } catch (error) {
    await outbox.close()
    throw error
  }
  return {
    append: async (alerts, ledger) => {
      await outbox.append(alerts, { bundle: options.bundleDigest, ledger })
    },
    delivered: () => acknowledgements.all(),
    edge: () => edge,
    stop,
  }
}

/** Lets others wait until the edge has taken everything. */
class Acknowledgements {
  readonly #outbox: Outbox
  #next = Promise.withResolvers<void>()

  constructor(outbox: Outbox) {
    this.#outbox = outbox
  }

  came(): void {
    this.#next.resolve()
    this.#next = Promise.withResolvers<void>()
  }

  async all(): Promise<void> {
    for (;;) {
      const { waitingAlerts, queuedAlerts } = this.#outbox.status()
      if (waitingAlerts + queuedAlerts === 0) return
      await this.#next.promise
    }
  }
}
