/** A route's notifier as an object of the runtime: the core with the world's clock, storage and network. */

import { DurableObject } from 'cloudflare:workers'
import { type Bindings, tenantOfObject } from '../bindings.ts'
import { measureNotifier } from '../metrics/measure-notifier.ts'
import type { NotifierMeasures } from '../metrics/measures.ts'
import type { DeliveryPosition } from './delivery-store.ts'
import type { AlertUpdate, DeliveryJson, GroupJson, NotifierApi, RoutingText } from './notifier-api.ts'
import { NotifierCore } from './notifier-core.ts'
import { sender } from './send.ts'

/** How soon it is tried again after a failure of our own, in milliseconds. */
const resumeAfterMs = 10_000

/** Holds the groups and the outbox of one route. */
export class Notifier extends DurableObject<Bindings> implements NotifierApi {
  readonly #core: NotifierCore
  #wakeMs: number | undefined

  constructor(ctx: DurableState, env: Bindings) {
    super(ctx, env)
    this.#core = new NotifierCore({
      sql: ctx.storage.sql,
      transaction: (body) => ctx.storage.transactionSync(body),
      clock: () => Date.now(),
      random: () => Math.random(),
      send: sender(allowedTargets(env)),
      verdicts: (alerts) => env.CORRELATOR.getByName(tenantOfObject(ctx.id)).verdicts(alerts),
    })
  }

  async configure(routeKey: string, routing: RoutingText): Promise<void> {
    this.#core.configure(routeKey, routing)
    await this.#wakeUp()
  }

  async take(version: number, updates: readonly AlertUpdate[]): Promise<'taken' | 'stale'> {
    if (version > this.#core.version) return 'stale'
    this.#core.take(updates)
    await this.#wakeUp()
    return 'taken'
  }

  async groups(): Promise<readonly GroupJson[]> {
    return this.#core.groups()
  }

  async deliveries(
    state: DeliveryJson['state'] | undefined,
    limit: number,
    before: DeliveryPosition | undefined,
  ): Promise<readonly DeliveryJson[]> {
    return this.#core.deliveries(state, limit, before)
  }

  async measure(): Promise<NotifierMeasures> {
    return measureNotifier(this.ctx.storage.sql)
  }

  async replay(id: string): Promise<boolean> {
    const isFound = this.#core.replay(id)
    await this.#wakeUp()
    return isFound
  }

  async alarm(): Promise<void> {
    this.#wakeMs = undefined
    await this.#run()
  }

  /** The alarm is set before anything is done, so that a crash leaves it behind; what is due now need not wait for it. */
  async #wakeUp(): Promise<void> {
    const nextMs = this.#core.nextWakeMs()
    await this.#setAlarm()
    if (nextMs !== undefined && nextMs <= Date.now()) this.ctx.waitUntil(this.#run())
  }

  async #run(): Promise<void> {
    try {
      const running = this.#core.run()
      await this.#setAlarm()
      await running
      await this.#setAlarm()
    } catch (cause) {
      // Everything is still in the tables: the correlator may be away, and the alarm tries again.
      console.error('notify: not done yet', cause)
      this.#wakeMs = Date.now() + resumeAfterMs
      await this.ctx.storage.setAlarm(this.#wakeMs)
    }
  }

  async #setAlarm(): Promise<void> {
    const nextMs = this.#core.nextWakeMs()
    if (nextMs === undefined || nextMs === this.#wakeMs) return
    this.#wakeMs = nextMs
    await this.ctx.storage.setAlarm(Math.max(nextMs, Date.now() + 1))
  }
}

const allowedTargets = (env: Bindings): readonly string[] =>
  (env.EYAS_ALLOWED_TARGETS ?? '')
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== '')
