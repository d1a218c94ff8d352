/** The newest alerts of rules with what their conditions read, so that a person can ask why. */

import { jsonTime } from '../alert/time.ts'
import type { AlertDraft, ReadValues } from '../hot/messages.ts'
import type { KeptMatch } from './answers.ts'
import { keptValue } from './kept-value.ts'

/** Alerts kept; the oldest goes first. */
const limit = 500

/** Keeps alerts as they come. */
export class RecentMatches {
  #newest: { readonly alert: AlertDraft; readonly values: NonNullable<ReadValues> }[] = []

  /** Takes alerts with the values of each, in the same order. */
  take(alerts: readonly AlertDraft[], values: readonly ReadValues[]): void {
    for (const [i, alert] of alerts.entries()) {
      const read = values[i]
      if (read !== undefined) this.#newest.push({ alert, values: read })
    }
    if (this.#newest.length > limit * 2) this.#newest = this.#newest.slice(-limit)
  }

  /** The newest first. */
  all(): readonly KeptMatch[] {
    return this.#newest
      .slice(-limit)
      .reverse()
      .map(({ alert, values }) => ({
        rule: alert.rule,
        time: jsonTime(alert.timeNs),
        output: alert.output,
        values: Object.fromEntries([...values].map(([name, value]) => [name, keptValue(value)])),
      }))
  }
}
