/**
 * The hot path of a node: drain a batch, judge it, and make drafts of alerts from what matched.
 *
 * On the hot path: nothing here runs per event; per batch it is two calls, and only matches allocate.
 */
import type { LossLedger } from '#schema/alert'
import type { ContainerMetadata } from '#schema/container'
import type { Priority } from '#schema/priority'
import type { FoundContainer, Match, Runtime } from '#wasm-runtime'
import { alertOf, evidenceOf } from '../alert/alert-of.ts'
import { internalAlert } from '../alert/internal-alert.ts'
import { lineTime } from '../alert/time.ts'
import type { EventSource } from './event-source.ts'
import { FloodGate } from './flood-gate.ts'
import type { Heartbeat } from './heartbeat.ts'
import { droppedOf, processLosses } from './kernel-ledger.ts'
import type { LookBack } from './look-back.ts'
import type { AlertDraft, ReadValues } from './messages.ts'
import { UnsettledAlerts } from './unsettled.ts'

export interface PipelineOptions {
  readonly runtime: Runtime
  readonly source: EventSource
  readonly hostname: string
  /** Wall clock, nanoseconds since 1970. */
  readonly nowNs: () => bigint
  /** A number from 0 to below 1, for sampling what rules cost. */
  readonly random: () => number
  readonly heartbeat: Heartbeat
  /** Keeps a copy of each batch, if there is one. */
  readonly lookBack?: LookBack | undefined
  readonly send: (alerts: readonly AlertDraft[], values: readonly ReadValues[], ledger: LossLedger) => void
  /** Hears of each container that processes are in; `settle` is to be called with the answer of its runtime. */
  readonly ask: (found: readonly FoundContainer[]) => void
}

/** Alerts that may wait for the main thread. */
const maxWaiting = 10_000
/** Batches of one visit: then messages of the main thread have their turn. */
const batchesPerVisit = 16
/** Time between two samples of what rules cost, at least. */
const sampleEveryNs = 200_000_000n
/** A sample of an exec takes near a millisecond; sampling takes at most this part of the time. */
const sampleShare = 2_000n
/** Time between two looks at all processes in a flood: one takes some tens of milliseconds for thousands. */
const lookEveryNs = 1_000_000_000n

/** Turns events into drafts of alerts, and repairs the process table after a loss. */
export class Pipeline {
  readonly #options: PipelineOptions
  readonly #gate = new FloodGate(maxWaiting)
  readonly #traps: AlertDraft[] = []
  readonly #unsettled = new UnsettledAlerts()
  /** Events dropped when all that waited had last been judged by a whole process table. */
  #droppedWhenWhole = 0
  #dropsWhenWhole = 0
  /** Those of them that the process table is made of. */
  #processLossesWhenWhole = 0
  #lookedNs = 0n
  #nextSampleNs = 0n

  constructor(options: PipelineOptions) {
    this.#options = options
  }

  /** Takes up the processes that are there, and lets go of those that ended without a word. */
  seed(): void {
    const { source, runtime, nowNs } = this.#options
    const { offset, capacity } = runtime.batchRegion
    const ledger = source.ledger()
    runtime.beginSnapshot()
    for (let complete = false; !complete; ) {
      const part = source.snapshot(runtime.memory.buffer, offset, capacity)
      this.#judge(part.bytes)
      this.#askForContainers()
      complete = part.complete
    }
    runtime.endSnapshot((pid) => source.isRunning(pid))
    this.#lookedNs = nowNs()
    this.#processLossesWhenWhole = processLosses(ledger)
  }

  /** Judges what is there; true if more may be. */
  visit(): boolean {
    const { source, runtime } = this.#options
    const { offset, capacity } = runtime.batchRegion
    for (let batch = 0; batch < batchesPerVisit; batch++) {
      const bytes = source.drainInto(runtime.memory.buffer, offset, capacity)
      if (bytes === 0) {
        this.#mend()
        return false
      }
      const matches = this.#judge(bytes)
      this.#answer()
      this.#askForContainers()
      if (matches > 0 || this.#traps.length > 0) this.#send(runtime.matches())
      if (batch === 0) this.#sample()
    }
    this.#mendInFlood()
    return true
  }

  /** A batch that does not end is seen from outside by the heart that does not beat. */
  #judge(bytes: number): number {
    const { runtime, heartbeat, lookBack } = this.#options
    lookBack?.note(new Uint8Array(runtime.memory.buffer, runtime.batchRegion.offset, bytes))
    heartbeat.beat()
    const matches = runtime.judge(bytes)
    heartbeat.beat()
    return matches
  }

  /** What the kernel filter asked of processes. */
  #answer(): void {
    const { runtime, source } = this.#options
    const { offset, capacity } = runtime.answers
    if (capacity > 0) source.answer(runtime.memory.buffer, offset, capacity)
  }

  #sample(): void {
    const { runtime, nowNs, random, heartbeat } = this.#options
    const now = nowNs()
    if (now < this.#nextSampleNs) return
    heartbeat.beat()
    runtime.sampleCosts(random())
    heartbeat.beat()
    const end = nowNs()
    const pauseNs = (end - now) * sampleShare
    this.#nextSampleNs = end + (pauseNs > sampleEveryNs ? pauseNs : sampleEveryNs)
  }

  /** The main thread has taken alerts; what was held back meanwhile is told now. */
  taken(count: number): void {
    this.#gate.taken(count)
    const held = this.#gate.takeHeldBack()
    if (held.size === 0) return
    const { source, send } = this.#options
    send(
      [...held].map(([rule, matches]) => this.#heldBackAlert(rule, matches)),
      [],
      source.ledger(),
    )
  }

  /** A runtime has answered for a container, null if it is unknown; alerts that waited for it are said again. */
  settle(found: FoundContainer, metadata: ContainerMetadata | null): void {
    const { runtime, source, send } = this.#options
    runtime.setContainer(found, metadata)
    const patches = this.#unsettled.take(found.id).map(({ match, draft }) => this.#patch(runtime.settled(match), draft))
    if (patches.length === 0) return
    this.#gate.sent(patches.length)
    send(patches, [], source.ledger())
  }

  #askForContainers(): void {
    const found = this.#options.runtime.takeNewContainers()
    if (found.length > 0) this.#options.ask(found)
  }

  /** The alert as it would have been, had the runtime answered before. */
  #patch({ output, fields, missing }: Match, { patchable, ...draft }: AlertDraft): AlertDraft {
    const { evidence, timeNs, priority } = draft
    return {
      ...draft,
      output: `${lineTime(timeNs)}: ${priority} ${output}`,
      fields,
      evidence: evidenceOf(missing, evidence.lostEvents),
      ...(patchable === undefined ? {} : { patches: patchable }),
    }
  }

  /** A rule trapped and is off; it is told with the next alerts. */
  trapped(rule: string, cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const what = rule === '' ? 'An event could not be judged' : `Rule "${rule}" failed and is switched off`
    this.#traps.push(this.#internal('eyas: rule failed', 'Error', `${what} (${reason})`, { rule, reason }))
  }

  /**
   * All that waited is judged. What lost process events left wrong is mended by a look at all processes; until then alerts
   * say that evidence may be missing.
   */
  #mend(): void {
    const { source } = this.#options
    if (source.drops() === this.#dropsWhenWhole) return
    this.#dropsWhenWhole = source.drops()
    const ledger = source.ledger()
    if (processLosses(ledger) > this.#processLossesWhenWhole) this.seed()
    this.#droppedWhenWhole = droppedOf(ledger)
  }

  /** The same while events do not stop to come, now and then: what waits is older than the look, so it may be in vain. */
  #mendInFlood(): void {
    const { source, nowNs } = this.#options
    if (source.drops() === this.#dropsWhenWhole || nowNs() - this.#lookedNs < lookEveryNs) return
    this.#lookedNs = nowNs()
    if (processLosses(source.ledger()) > this.#processLossesWhenWhole) this.seed()
  }

  #send(matches: readonly Match[]): void {
    const { source, send } = this.#options
    const ledger = source.ledger()
    const lostEvents = droppedOf(ledger) - this.#droppedWhenWhole
    const admitted = matches.filter(({ rule }) => this.#gate.admit(rule.name))
    const drafts = admitted.map((match) =>
      this.#keptIfUnsettled(match, alertOf(match, this.#options.hostname, lostEvents)),
    )
    drafts.push(...this.#traps.splice(0))
    const values = admitted.map(({ read }) => read)
    if (drafts.length > 0) send(drafts, values, ledger)
  }

  /** Keeps an alert that is to be said again, under a name that no other alert of this node has. */
  #keptIfUnsettled(match: Match, draft: AlertDraft): AlertDraft {
    const { unsettled, timeNs, eventNumber, ruleIndex } = match
    if (unsettled === null || !this.#unsettled.hasRoom) return draft
    const patchable = { ...draft, patchable: `${timeNs}.${eventNumber}.${ruleIndex}` }
    this.#unsettled.keep(unsettled.containerId, { match, draft: patchable })
    return patchable
  }

  #heldBackAlert(rule: string, matches: number): AlertDraft {
    const text = `Rule "${rule}" matched ${matches} times more than could be told`
    return this.#internal('eyas: alerts held back', 'Warning', text, { rule, matches })
  }

  #internal(rule: string, priority: Priority, text: string, fields: AlertDraft['fields']): AlertDraft {
    const { hostname, nowNs } = this.#options
    return internalAlert({ rule, priority, text, fields, hostname, timeNs: nowNs() })
  }
}
