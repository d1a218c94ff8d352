/**
 * The hot path of a node: drain a batch, judge it, and make drafts of alerts from what matched.
 *
 * On the hot path: nothing here runs per event; per batch it is two calls, and only matches allocate.
 */
import type { LossLedger } from '#schema/alert'
import type { Priority } from '#schema/priority'
import type { Match, Runtime } from '#wasm-runtime'
import { lineTime } from '../alert/time.ts'
import type { EventSource } from './event-source.ts'
import { FloodGate } from './flood-gate.ts'
import type { AlertDraft } from './messages.ts'

export interface PipelineOptions {
  readonly runtime: Runtime
  readonly source: EventSource
  readonly hostname: string
  /** Wall clock, nanoseconds since 1970. */
  readonly nowNs: () => bigint
  readonly send: (alerts: readonly AlertDraft[], ledger: LossLedger) => void
}

/** Alerts that may wait for the main thread. */
const maxWaiting = 10_000
/** Batches of one visit: then messages of the main thread have their turn. */
const batchesPerVisit = 16

/** Turns events into drafts of alerts, and repairs the process table after a loss. */
export class Pipeline {
  readonly #options: PipelineOptions
  readonly #gate = new FloodGate(maxWaiting)
  readonly #traps: AlertDraft[] = []
  /** Events dropped when the process table was last whole. */
  #droppedWhenWhole = 0

  constructor(options: PipelineOptions) {
    this.#options = options
  }

  /** Takes up the processes that are there. */
  seed(): void {
    const { source, runtime } = this.#options
    const { offset, capacity } = runtime.batchRegion
    for (let complete = false; !complete; ) {
      const part = source.snapshot(runtime.memory.buffer, offset, capacity)
      runtime.judge(part.bytes)
      complete = part.complete
    }
    this.#droppedWhenWhole = droppedOf(source.ledger())
  }

  /** Judges what is there; true if more may be. */
  visit(): boolean {
    const { source, runtime } = this.#options
    const { offset, capacity } = runtime.batchRegion
    for (let batch = 0; batch < batchesPerVisit; batch++) {
      const bytes = source.drainInto(runtime.memory.buffer, offset, capacity)
      if (bytes === 0) {
        this.#repairAfterLoss()
        return false
      }
      const matches = runtime.judge(bytes)
      const { answers } = runtime
      if (answers.capacity > 0) source.answer(runtime.memory.buffer, answers.offset, answers.capacity)
      if (matches > 0 || this.#traps.length > 0) this.#send(runtime.matches())
    }
    return true
  }

  /** The main thread has taken alerts; what was held back meanwhile is told now. */
  taken(count: number): void {
    this.#gate.taken(count)
    const held = this.#gate.takeHeldBack()
    if (held.size === 0) return
    const { source, send } = this.#options
    send(
      [...held].map(([rule, matches]) => this.#heldBackAlert(rule, matches)),
      source.ledger(),
    )
  }

  /** A rule trapped and is off; it is told with the next alerts. */
  trapped(rule: string, cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const what = rule === '' ? 'An event could not be judged' : `Rule "${rule}" failed and is switched off`
    this.#traps.push(this.#internal('eyas: rule failed', 'Error', `${what} (${reason})`, { rule, reason }))
  }

  /** A snapshot mends what lost process events left wrong; until then alerts say that evidence may be missing. */
  #repairAfterLoss(): void {
    if (this.#options.source.lostProcessEvents()) this.seed()
  }

  #send(matches: readonly Match[]): void {
    const { source, send } = this.#options
    const ledger = source.ledger()
    const lostEvents = droppedOf(ledger) - this.#droppedWhenWhole
    const drafts = matches
      .filter(({ ruleIndex }) => this.#gate.admit(ruleIndex))
      .map((match) => this.#draft(match, lostEvents))
    drafts.push(...this.#traps.splice(0))
    if (drafts.length > 0) send(drafts, ledger)
  }

  #draft(match: Match, lostEvents: number): AlertDraft {
    const { rule, timeNs, output, fields, lineage, containerId, missing } = match
    const { name, priority, source, tags } = rule
    return {
      timeNs,
      rule: name,
      priority,
      source,
      tags,
      hostname: this.#options.hostname,
      output: `${lineTime(timeNs)}: ${priority} ${output}`,
      fields,
      lineage,
      containerId,
      evidence: {
        complete: lostEvents === 0 && missing.length === 0,
        lostEvents,
        missing: lostEvents === 0 ? missing : [...missing, `${lostEvents} events lost on this node`],
      },
    }
  }

  #heldBackAlert(ruleIndex: number, matches: number): AlertDraft {
    const rule = this.#options.runtime.bundle?.manifest.rules[ruleIndex]?.name ?? ''
    const text = `Rule "${rule}" matched ${matches} times more than could be told`
    return this.#internal('eyas: alerts held back', 'Warning', text, { rule, matches })
  }

  #internal(rule: string, priority: Priority, text: string, fields: AlertDraft['fields']): AlertDraft {
    const timeNs = this.#options.nowNs()
    return {
      timeNs,
      rule,
      priority,
      source: 'internal',
      tags: [],
      hostname: this.#options.hostname,
      output: `${lineTime(timeNs)}: ${priority} ${text}`,
      fields,
      lineage: [],
      containerId: '',
      evidence: { complete: true, lostEvents: 0, missing: [] },
    }
  }
}

const droppedOf = (ledger: LossLedger): number => Object.values(ledger).reduce((sum, { dropped }) => sum + dropped, 0)
