/**
 * Where incidents meet silences, inhibition and routes: the correlator's alerts with their labels, what mutes them, and
 * which notifiers hear of them. Everything here happens in the correlator's own transaction.
 */

import type { MuteReason } from '#schema/incident'
import { Findings } from '../config/finding.ts'
import { endOf, type Occurrence } from '../correlate/occurrence.ts'
import { annotationsOf, type Labels, labelOf, labelsOf } from '../matchers/labels.ts'
import { Inhibitor } from '../mute/inhibit.ts'
import type { SilenceStore } from '../mute/silence-store.ts'
import type { AlertUpdate, RoutingText } from '../notify/notifier-api.ts'
import { defaultResolveTimeoutMs, readRouting } from './read-routing.ts'
import { quietOf, type Routing, routesOf } from './routing.ts'
import type { Standing, StandingStore } from './standing-store.ts'

/** An alert as it was seen, in the incident that it went to. */
export interface Seen {
  readonly incident: string
  readonly occurrence: Occurrence
}

const maxStanding = 200_000

/** How many alerts one turn routes again after a change of configuration: some 40 ms, so that others are heard. */
const maxResent = 250

/** Keeps what the routing in force makes of the alerts that stand. */
export class AlertDesk {
  readonly #standing: StandingStore
  readonly #silences: SilenceStore
  readonly #sampleOf: (standing: Standing) => Occurrence | undefined
  readonly #onlyCounted: () => ReadonlyMap<string, MuteReason>
  #routing: Routing | undefined
  #inhibitor = new Inhibitor([])
  #rounds = 0

  /**
   * `sampleOf` finds the newest occurrence of an alert that stands, `onlyCounted` the rules that correlations count and
   * that do not speak for themselves.
   */
  constructor(
    standing: StandingStore,
    silences: SilenceStore,
    sampleOf: (standing: Standing) => Occurrence | undefined,
    nowMs: number,
    onlyCounted: () => ReadonlyMap<string, MuteReason> = () => new Map(),
  ) {
    this.#onlyCounted = onlyCounted
    this.#standing = standing
    this.#silences = silences
    this.#sampleOf = sampleOf
    const inForce = standing.routing()
    if (inForce === undefined) return
    try {
      this.use(inForce, nowMs)
    } catch (cause) {
      // Only a worker that is stricter than the one that took it comes here. Incidents must go on without it.
      console.error('route: the routing in force does not read any more; put it again', cause)
    }
  }

  /** The routing in force. */
  get routing(): Routing | undefined {
    return this.#routing
  }

  get resolveTimeoutMs(): number {
    return this.#routing?.resolveTimeoutMs ?? defaultResolveTimeoutMs
  }

  /** Puts a configuration in force that has been read before without faults. */
  use({ text }: RoutingText, nowMs: number): void {
    const findings = new Findings()
    const routing = readRouting(text, findings)
    if (routing === undefined) throw new Error(`a routing in force does not read: ${findings.faults[0]?.hint}`)
    this.#routing = routing
    this.#inhibitor = new Inhibitor(routing.inhibitRules)
    if (this.#inhibitor.isIdle) return
    for (const standing of this.#standing.all(nowMs, maxStanding)) {
      const sample = this.#sampleOf(standing)
      if (sample !== undefined)
        this.#inhibitor.note(standing.fingerprint, labelsOf(sample.node, sample.alert), standing.endsMs)
    }
  }

  /** Takes note of alerts, the newest of each fingerprint, and queues what notifiers are to know. */
  see(all: Iterable<Seen>, nowMs: number): void {
    if (this.#rounds++ % 1024 === 0) this.#standing.prune(nowMs)
    const seen = [...all]
    const touched = this.#standing.touch(
      seen.map(({ incident, occurrence: { fingerprint } }) => ({ fingerprint, incident })),
      nowMs,
      this.resolveTimeoutMs,
    )
    const news = new Map(touched.map((standing) => [standing.fingerprint, standing]))
    const updates: AlertUpdate[] = []
    for (const { occurrence } of seen) {
      const standing = this.#untilItsEnd(occurrence, news.get(occurrence.fingerprint))
      if (standing === undefined) continue
      const { fingerprint, node, alert } = occurrence
      if (!this.#inhibitor.isIdle) this.#inhibitor.note(fingerprint, labelsOf(node, alert), standing.endsMs)
      if (this.#routing !== undefined) updates.push(updateOf(standing, occurrence))
    }
    this.#send(updates)
  }

  /** Ends alerts that say so themselves. Those of which nothing is known have nothing to end. */
  end(occurrences: readonly Occurrence[]): void {
    const updates = occurrences.flatMap((occurrence) => {
      const standing = this.#standing.end(occurrence.fingerprint, endOf(occurrence.alert) ?? 0)
      return standing === undefined ? [] : [updateOf(standing, occurrence)]
    })
    this.#send(updates)
  }

  /** Ends every alert of an incident, as when it is closed. */
  endIncident(incident: string, nowMs: number): void {
    this.#send(this.#updatesOf(this.#standing.endIncident(incident, nowMs)))
  }

  /** Tells routes that are gone that they are. `sendNext` then tells notifiers of everything that stands. */
  sendAgain(nowMs: number): void {
    this.#standing.beginResending(nowMs)
    for (const route of this.#standing.notifiers()) this.#standing.enqueue(route, [])
    this.#standing.prune(nowMs)
  }

  /** Queues the next part of what `sendAgain` began, in the caller's transaction. False once nothing is left. */
  sendNext(nowMs: number): boolean {
    const resending = this.#standing.resending()
    if (resending === undefined) return false
    const part = this.#standing.toResend(resending, nowMs, maxResent)
    const last = part.at(-1)
    if (last === undefined) {
      this.#standing.endResending()
      return false
    }
    const queuedAfter = this.#standing.lastQueued()
    this.#send(this.#updatesOf(part))
    this.#standing.resent(last.fingerprint, queuedAfter)
    return true
  }

  /** Everything that stands, with its labels. */
  alerts(nowMs: number): readonly AlertUpdate[] {
    return this.#updatesOf(this.#standing.all(nowMs, maxStanding))
  }

  /** Whether anything could be muted at all. */
  mutesAnything(nowMs: number): boolean {
    const hasIntervals = (this.#routing?.timeIntervals.size ?? 0) > 0
    const hasCounted = this.#onlyCounted().size > 0
    return hasCounted || hasIntervals || !this.#inhibitor.isIdle || this.#silences.inForce(nowMs).length > 0
  }

  /** The silences and the inhibiting alert that mute an alert, whatever its routes. */
  mutedBy(fingerprint: string, labels: Labels, nowMs: number): readonly MuteReason[] {
    const silenced = this.#silences
      .inForce(nowMs)
      .filter((silence) => silence.matches(labels))
      .map(({ id, createdBy, comment, endsMs }): MuteReason => {
        const until = new Date(endsMs).toISOString()
        return { kind: 'silence', id, text: `silenced by ${createdBy} until ${until}: ${comment}` }
      })
    const counted = this.#onlyCounted().get(labelOf(labels, 'alertname'))
    const quiet = counted === undefined ? silenced : [...silenced, counted]
    const inhibition = this.#inhibitor.inhibitionOf(fingerprint, labels, nowMs)
    if (inhibition === undefined) return quiet
    return [...quiet, { kind: 'inhibition', id: inhibition.source, text: inhibition.rule }]
  }

  /** The same, and the interval that keeps all of its routes quiet. */
  mutedEverywhereBy(fingerprint: string, labels: Labels, nowMs: number): readonly MuteReason[] {
    const reasons = this.mutedBy(fingerprint, labels, nowMs)
    const routing = this.#routing
    if (routing === undefined) return reasons
    const quiet = routesOf(routing.root, labels).map((route) => quietOf(routing, route, nowMs))
    const [first] = quiet
    if (first === undefined || quiet.includes(undefined)) return reasons
    return [...reasons, { kind: 'time_interval', id: first, text: `its routes are quiet: ${first}` }]
  }

  /** An alert that says when it ends stands until then, and each time it says so is news. */
  #untilItsEnd({ fingerprint, alert }: Occurrence, standing: Standing | undefined): Standing | undefined {
    const endsMs = endOf(alert)
    return endsMs === undefined ? standing : this.#standing.end(fingerprint, endsMs)
  }

  #updatesOf(all: readonly Standing[]): readonly AlertUpdate[] {
    return all.flatMap((standing) => {
      const sample = this.#sampleOf(standing)
      return sample === undefined ? [] : [updateOf(standing, sample)]
    })
  }

  #send(updates: readonly AlertUpdate[]): void {
    if (this.#routing === undefined) return
    const byRoute = new Map<string, AlertUpdate[]>()
    for (const update of updates)
      for (const { key } of routesOf(this.#routing.root, update.labels)) {
        const queued = byRoute.get(key) ?? []
        queued.push(update)
        byRoute.set(key, queued)
      }
    for (const [route, queued] of byRoute) for (const part of partsOf(queued)) this.#standing.enqueue(route, part)
  }
}

/** How many alerts one call to a notifier carries at most, and about how many characters. */
const maxUpdates = 200
const maxCharacters = 400_000

/** Updates in parts, each of which fits into a row and a call. */
const partsOf = (updates: readonly AlertUpdate[]): readonly (readonly AlertUpdate[])[] => {
  const parts: AlertUpdate[][] = []
  let characters = maxCharacters
  for (const update of updates) {
    const size = JSON.stringify(update).length
    const last = parts.at(-1)
    if (last === undefined || last.length >= maxUpdates || characters + size > maxCharacters) {
      parts.push([update])
      characters = size
    } else {
      last.push(update)
      characters += size
    }
  }
  return parts
}

const updateOf = ({ fingerprint, incident, startsMs, endsMs }: Standing, { node, alert }: Occurrence): AlertUpdate => ({
  fingerprint,
  labels: labelsOf(node, alert),
  annotations: annotationsOf(alert),
  startsMs,
  endsMs,
  incident,
})
