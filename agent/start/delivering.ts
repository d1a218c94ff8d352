/** Delivery to one edge at a time, with its troubles told once each and their end told too. */
import { type Delivery, type Outbox, startDelivery, systemClock } from '../outbox/index.ts'

/** Takes alerts from the outbox to wherever the edge is. */
export class Delivering {
  readonly #outbox: Outbox
  readonly #node: string
  readonly #tenant: string | undefined
  readonly #say: (line: string) => void
  #delivery: Delivery | undefined
  #trouble = ''
  #acknowledged = Promise.withResolvers<void>()

  constructor(outbox: Outbox, node: string, tenant: string | undefined, say: (line: string) => void) {
    this.#outbox = outbox
    this.#node = node
    this.#tenant = tenant
    this.#say = say
  }

  /** From now on to this edge. */
  async to(edgeUrl: string): Promise<void> {
    await this.stop()
    this.#delivery = startDelivery({
      outbox: this.#outbox,
      edgeUrl,
      node: this.#node,
      tenant: this.#tenant,
      fetch,
      clock: systemClock,
      random: Math.random,
      onAcknowledged: () => this.#came(),
      onTrouble: ({ code, message }) => this.#tell(code, message),
    })
  }

  async stop(): Promise<void> {
    await this.#delivery?.stop()
    this.#delivery = undefined
  }

  /** Resolves once the edge has everything that is in the outbox. */
  async all(): Promise<void> {
    for (;;) {
      const { waitingAlerts, queuedAlerts } = this.#outbox.status()
      if (waitingAlerts + queuedAlerts === 0) return
      await this.#acknowledged.promise
    }
  }

  #came(): void {
    if (this.#trouble !== '') this.#say('edge: it takes alerts again')
    this.#trouble = ''
    this.#acknowledged.resolve()
    this.#acknowledged = Promise.withResolvers<void>()
  }

  /** The same trouble again is no news. */
  #tell(code: string, message: string): void {
    const words = code === 'NODE_UNKNOWN' ? 'it does not know this node, which EYAS_ENROL_TOKEN lets join' : message
    if (code !== this.#trouble) this.#say(`edge: ${words}; alerts wait in the outbox`)
    this.#trouble = code
  }
}
