/**
 * One route's groups and their outbox, with time, randomness and the way out passed in.
 *
 * A group is looked at `group_wait` after its first alert and every `group_interval` from then on. What is to be told
 * goes into the outbox in the same transaction that notes it as told, so a crash in between neither loses nor doubles
 * it. Each target gets the notifications of a group in order; every attempt of one carries the same id.
 */

import { Findings } from '../config/finding.ts'
import { sha256Hex } from '../digest/sha256.ts'
import { readRouting } from '../route/read-routing.ts'
import { allRoutes, groupKeyOf, groupLabelsOf, quietOf, type Route, type Routing } from '../route/routing.ts'
import { backoffMs, decide } from './decide.ts'
import { deliver } from './deliver.ts'
import type { DeliveryPosition } from './delivery-store.ts'
import { type DeliveryRow, DeliveryStore, type DueDelivery } from './delivery-store.ts'
import { type Group, GroupStore } from './group-store.ts'
import type { Outcome } from './integration.ts'
import type { Notification, NotifiedAlert } from './notification.ts'
import type { AlertUpdate, DeliveryJson, GroupJson, RoutingText, Verdicts } from './notifier-api.ts'
import type { Send } from './send.ts'

/** What a notifier needs of the world. */
export interface NotifierWorld {
  readonly sql: SqlStorage
  transaction<T>(body: () => T): T
  clock(): number
  random(): number
  readonly send: Send
  /** What mutes each of the alerts now. */
  verdicts(alerts: readonly AlertUpdate[]): Promise<Verdicts>
}

/** A delivery that has not arrived by then is given up. */
const maxAgeMs = 24 * 3_600_000

/** How soon a delivery is taken up again whose attempt was cut off by a crash. */
const resumeAfterMs = 60_000

/** Groups, tells and delivers for one route. */
export class NotifierCore {
  readonly #world: NotifierWorld
  readonly #groups: GroupStore
  readonly #outbox: DeliveryStore
  readonly #underWay = new Set<number>()
  #flushing: Promise<void> | undefined
  #inForce:
    | {
        readonly version: number
        readonly routing: Routing
        readonly route: Route | undefined
        readonly externalUrl: string
      }
    | undefined

  constructor(world: NotifierWorld) {
    this.#world = world
    this.#groups = new GroupStore(world.sql)
    this.#outbox = new DeliveryStore(world.sql)
    const [key, text] = [this.#groups.setting('route'), this.#groups.setting('routing')]
    // The setting holds what `configure` put there.
    if (key === undefined || text === undefined) return
    try {
      this.#use(key, JSON.parse(text) as RoutingText)
    } catch (cause) {
      // Only a worker that is stricter than the one that took it comes here. What waits goes on waiting.
      console.error('notify: the routing in force does not read any more; put it again', cause)
    }
  }

  /** The version of the configuration in force; 0 if none. */
  get version(): number {
    return this.#inForce?.version ?? 0
  }

  configure(routeKey: string, routing: RoutingText): void {
    if (routing.version <= this.version) return
    this.#world.transaction(() => {
      const groupBy = this.#inForce?.route?.groupBy
      this.#groups.setSetting('route', routeKey)
      this.#groups.setSetting('routing', JSON.stringify(routing))
      this.#use(routeKey, routing)
      // The correlator sends what stands again, so that groups of another make fill up at once.
      if (JSON.stringify(this.#inForce?.route?.groupBy) !== JSON.stringify(groupBy)) this.#groups.removeAllGroups()
    })
  }

  take(updates: readonly AlertUpdate[]): void {
    const route = this.#inForce?.route
    if (route === undefined) return
    const nowMs = this.#world.clock()
    this.#world.transaction(() => {
      for (const update of updates) {
        const labels = groupLabelsOf(route, update.labels)
        this.#groups.putMember(groupKeyOf(route, labels), labels, update, nowMs + route.groupWaitMs, nowMs)
      }
    })
  }

  /** Does everything that is due, and what falls due through it. */
  async run(): Promise<void> {
    this.#flushing ??= this.#flushDue().finally(() => {
      this.#flushing = undefined
    })
    await this.#flushing
    await this.#deliverDue()
  }

  /** When `run` is wanted next, if at all. */
  nextWakeMs(): number | undefined {
    const resumeMs = this.#underWay.size === 0 ? undefined : this.#world.clock() + resumeAfterMs
    const all = [this.#groups.nextDueMs(), this.#outbox.nextDueMs(this.#underWay), resumeMs]
    const known = all.filter((ms) => ms !== undefined)
    return known.length === 0 ? undefined : Math.min(...known)
  }

  groups(): readonly GroupJson[] {
    const receiver = this.#inForce?.route?.receiver ?? ''
    return this.#groups
      .groups()
      .map((group) => ({ labels: group.labels, receiver, alerts: this.#groups.members(group.id) }))
  }

  deliveries(
    state: DeliveryJson['state'] | undefined,
    limit: number,
    before: DeliveryPosition | undefined,
  ): readonly DeliveryJson[] {
    const route = this.#groups.setting('route') ?? ''
    return this.#outbox.deliveries(state, limit, before).map((row) => deliveryJson(row, route))
  }

  replay(id: string): boolean {
    return this.#outbox.replay(id, this.#world.clock())
  }

  #use(routeKey: string, { version, text, externalUrl }: RoutingText): void {
    const findings = new Findings()
    const routing = readRouting(text, findings)
    if (routing === undefined) throw new Error(`a routing in force does not read: ${findings.faults[0]?.hint}`)
    const route = allRoutes(routing.root).find((one) => one.key === routeKey)
    this.#inForce = { version, routing, route, externalUrl }
  }

  async #flushDue(): Promise<void> {
    for (;;) {
      const nowMs = this.#world.clock()
      const groups = this.#groups.dueGroups(nowMs)
      if (groups.length === 0 || this.#inForce?.route === undefined) return
      const members = groups.flatMap((group) => this.#groups.members(group.id))
      const verdicts = await this.#world.verdicts(members)
      this.#world.transaction(() => {
        for (const group of groups) this.#flush(group, verdicts, nowMs)
      })
    }
  }

  #flush(group: Group, verdicts: Verdicts, nowMs: number): void {
    const inForce = this.#inForce
    const route = inForce?.route
    if (inForce === undefined || route === undefined) return
    const members = this.#groups.members(group.id)
    // What came while the verdicts were asked for has none: the group is looked at again at once.
    const isWhole = members.every((alert) => Object.hasOwn(verdicts, alert.fingerprint))
    const heard = members.filter((alert) => verdicts[alert.fingerprint]?.length === 0)
    if (heard.length > 0 && quietOf(inForce.routing, route, nowMs) === undefined)
      for (const index of (inForce.routing.receivers.get(route.receiver) ?? []).keys())
        this.#tell(group, route, index, heard, nowMs)
    this.#groups.settle(group.id, nowMs, isWhole ? nowMs + route.groupIntervalMs : nowMs)
  }

  #tell(group: Group, route: Route, index: number, alerts: readonly AlertUpdate[], nowMs: number): void {
    const integration = this.#inForce?.routing.receivers.get(route.receiver)?.[index]
    if (integration === undefined) return
    const name = `${index}:${integration.kind}`
    const firing = alerts.filter((alert) => alert.endsMs > nowMs)
    const resolved = alerts.filter((alert) => alert.endsMs <= nowMs)
    const fingerprints = { firing: firing.map(fingerprintOf), resolved: resolved.map(fingerprintOf) }
    const settings = { repeatIntervalMs: route.repeatIntervalMs, sendResolved: integration.sendResolved }
    const cause = decide(fingerprints, this.#groups.told(group.id, name), settings, nowMs)
    if (cause === undefined) return
    this.#groups.setTold(group.id, name, { ...fingerprints, atMs: nowMs })
    const told = [
      ...firing.map((alert) => notifiedAlert(alert, 'firing')),
      ...(integration.sendResolved ? resolved.map((alert) => notifiedAlert(alert, 'resolved')) : []),
    ]
    if (told.length === 0) return
    const shown = withinSize(told)
    this.#outbox.enqueue(name, nowMs, (place) => ({
      id: sha256Hex(`${route.key}\n${group.key}\n${name}\n${place}\n${nowMs}`).slice(0, 32),
      groupKey: group.key,
      groupLabels: group.labels,
      receiver: route.receiver,
      alerts: shown,
      truncatedAlerts: told.length - shown.length + group.leftOut,
      atMs: nowMs,
      externalUrl: this.#inForce?.externalUrl ?? '',
    }))
  }

  async #deliverDue(): Promise<void> {
    const due = this.#outbox.dueDeliveries(this.#world.clock(), this.#underWay)
    await Promise.all(due.map((delivery) => this.#deliver(delivery)))
  }

  async #deliver(delivery: DueDelivery): Promise<void> {
    this.#underWay.add(delivery.id)
    try {
      this.#note(delivery, await this.#attempt(delivery))
    } finally {
      this.#underWay.delete(delivery.id)
    }
    await this.#deliverDue()
  }

  async #attempt({ integration: name, notification }: DueDelivery): Promise<Outcome> {
    const [index, kind] = name.split(':')
    const integration = this.#inForce?.routing.receivers.get(notification.receiver)?.[Number(index)]
    if (integration === undefined || integration.kind !== kind)
      return { kind: 'refused', reason: 'its receiver is no longer configured' }
    return deliver(integration, notification, this.#world.send, () => this.#world.clock())
  }

  #note(delivery: DueDelivery, outcome: Outcome): void {
    const nowMs = this.#world.clock()
    if (outcome.kind === 'delivered') {
      this.#outbox.setDelivery(delivery.id, 'delivered', nowMs, nowMs, null)
      return
    }
    const waitMs =
      outcome.kind === 'retry' ? backoffMs(delivery.attempts + 1, this.#world.random(), outcome.afterMs) : 0
    const isDead = outcome.kind === 'refused' || nowMs + waitMs - delivery.createdMs > maxAgeMs
    this.#outbox.setDelivery(delivery.id, isDead ? 'dead' : 'pending', nowMs, nowMs + waitMs, outcome.reason)
  }
}

/** How many alerts one notification carries at most, and about how many characters; the rest are counted in it. */
const maxAlerts = 500
const maxCharacters = 500_000

const withinSize = (alerts: readonly NotifiedAlert[]): readonly NotifiedAlert[] => {
  let characters = 0
  const end = alerts.findIndex((alert, index) => {
    characters += JSON.stringify(alert).length
    return index >= maxAlerts || (index > 0 && characters > maxCharacters)
  })
  return end < 0 ? alerts : alerts.slice(0, end)
}

const fingerprintOf = (alert: AlertUpdate): string => alert.fingerprint

const notifiedAlert = (alert: AlertUpdate, status: NotifiedAlert['status']): NotifiedAlert => ({ ...alert, status })

const deliveryJson = (row: DeliveryRow, route: string): DeliveryJson => {
  // The column holds what `enqueue` put there.
  const notification = JSON.parse(row.notification) as Notification
  return {
    id: notification.id,
    route,
    receiver: row.receiver,
    integration: row.integration.replace(/^\d+:/, ''),
    groupKey: row.group_key,
    status: notification.alerts.some((alert) => alert.status === 'firing') ? 'firing' : 'resolved',
    alerts: notification.alerts.length + notification.truncatedAlerts,
    state: row.state,
    attempts: row.attempts,
    createdAt: new Date(row.created).toISOString(),
    updatedAt: new Date(row.updated).toISOString(),
    nextAttemptAt: row.state === 'pending' ? new Date(row.next_at).toISOString() : null,
    reason: row.reason,
  }
}
