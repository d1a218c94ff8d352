/** Alerts that left before the runtime had told of their container; each is said again once it has. Bounded. */
import type { Match } from '#wasm-runtime'
import type { AlertDraft } from './messages.ts'

/** An alert that is not complete, and the match that it was made of. */
export interface UnsettledAlert {
  readonly match: Match
  readonly draft: AlertDraft
}

/** Alerts kept at most; those past it stay as they left. */
const maxKept = 1_000

/** The unsettled alerts by container. */
export class UnsettledAlerts {
  readonly #byContainer = new Map<string, UnsettledAlert[]>()
  #kept = 0

  get hasRoom(): boolean {
    return this.#kept < maxKept
  }

  /** Keeps an alert until its container is told of. */
  keep(containerId: string, alert: UnsettledAlert): void {
    const alerts = this.#byContainer.get(containerId) ?? []
    this.#byContainer.set(containerId, alerts)
    alerts.push(alert)
    this.#kept++
  }

  /** The alerts of a container, which are kept no longer. */
  take(containerId: string): readonly UnsettledAlert[] {
    const alerts = this.#byContainer.get(containerId) ?? []
    this.#byContainer.delete(containerId)
    this.#kept -= alerts.length
    return alerts
  }
}
