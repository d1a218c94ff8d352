/** Alerts on their way to the disk: bounded, and while the disk refuses them the lowest priorities go first. */
import { rankOf } from '#schema/priority'
import { chooseShed, noBytes } from './choose-shed.ts'
import { type BatchContext, sizeOf, type UnnumberedAlert } from './seal.ts'

/** What became of the alerts of one call. */
export interface Kept {
  /** On disk, to be sent. */
  readonly kept: number
  /** Shed because the disk took none and the queue was full; counted in the next batch. */
  readonly shed: number
}

/** One call's alerts. */
interface Ticket {
  readonly alerts: number
  open: number
  shed: number
  readonly done: (outcome: Kept) => void
  readonly failed: (reason: unknown) => void
}

interface Entry {
  readonly alert: UnnumberedAlert
  readonly bytes: number
  readonly context: BatchContext
  readonly ticket: Ticket
}

/** Alerts that were taken out to be sealed together. */
export interface Group {
  readonly alerts: readonly UnnumberedAlert[]
  readonly context: BatchContext
  /** Tells the callers that their alerts are on disk. */
  settle(): void
  fail(reason: unknown): void
}

/** Waiting alerts, oldest first. */
export class Queue {
  readonly #maxBytes: number
  #entries: Entry[] = []
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get length(): number {
    return this.#entries.length
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Takes alerts in; `shed` is how many, of these or of earlier ones, had to go. */
  add(alerts: readonly UnnumberedAlert[], context: BatchContext): { readonly outcome: Promise<Kept>; shed: number } {
    const { promise, resolve, reject } = Promise.withResolvers<Kept>()
    const ticket: Ticket = { alerts: alerts.length, open: alerts.length, shed: 0, done: resolve, failed: reject }
    // All are measured before any is taken in: an alert that cannot be encoded refuses the call as a whole.
    for (const entry of alerts.map((alert) => ({ alert, bytes: sizeOf(alert), context, ticket }))) {
      this.#bytes += entry.bytes
      this.#entries.push(entry)
    }
    if (alerts.length === 0) resolve({ kept: 0, shed: 0 })
    return { outcome: promise, shed: this.#bytes > this.#maxBytes ? this.#shed() : 0 }
  }

  /** Sheds an eighth more than needed, so that a full queue is not walked for each alert. */
  #shed(): number {
    const held = noBytes()
    for (const { alert, bytes } of this.#entries)
      held[rankOf(alert.priority)] = (held[rankOf(alert.priority)] ?? 0) + bytes
    const goes = chooseShed(held, this.#bytes - this.#maxBytes * 0.875)
    const shed = this.#entries.filter(({ alert, bytes }) => goes(rankOf(alert.priority), bytes))
    const gone = new Set(shed)
    this.#entries = this.#entries.filter((entry) => !gone.has(entry))
    for (const { bytes, ticket } of shed) {
      this.#bytes -= bytes
      ticket.shed++
      close(ticket)
    }
    return shed.length
  }

  /** The oldest alerts that share a bundle, at most so many and about so many bytes, at least one. */
  take(maxAlerts: number, maxBytes: number): Group | undefined {
    const first = this.#entries[0]
    if (first === undefined) return undefined
    let bytes = first.bytes
    let end = 1
    for (; end < Math.min(maxAlerts, this.#entries.length); end++) {
      const entry = this.#entries[end]
      bytes += entry?.bytes ?? 0
      if (entry?.context.bundle !== first.context.bundle || bytes > maxBytes) break
    }
    const taken = this.#entries.splice(0, end)
    for (const entry of taken) this.#bytes -= entry.bytes
    return {
      alerts: taken.map(({ alert }) => alert),
      context: taken.at(-1)?.context ?? first.context,
      settle: () => {
        for (const { ticket } of taken) close(ticket)
      },
      fail: (reason) => {
        for (const { ticket } of taken) ticket.failed(reason)
      },
    }
  }

  /** Refuses everything that waits. */
  failAll(reason: unknown): void {
    for (const { ticket } of this.#entries.splice(0)) ticket.failed(reason)
    this.#bytes = 0
  }
}

/** One alert of the call is settled. */
function close(ticket: Ticket): void {
  ticket.open--
  if (ticket.open === 0) ticket.done({ kept: ticket.alerts - ticket.shed, shed: ticket.shed })
}
