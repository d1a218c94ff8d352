/** What a replay came to: events, and alerts by rule and by priority. */
import { type Priority, priorities } from '#schema/priority'
import { visible } from '#schema/visible-text'

/** Counts alerts. */
export class Tally {
  readonly #byRule = new Map<string, number>()
  readonly #byPriority = new Map<Priority, number>()
  alerts = 0
  events = 0

  add(rule: string, priority: Priority): void {
    this.alerts++
    this.#byRule.set(rule, (this.#byRule.get(rule) ?? 0) + 1)
    this.#byPriority.set(priority, (this.#byPriority.get(priority) ?? 0) + 1)
  }

  /** The summary for people, in lines: rules in order of their names, priorities with the most severe first. */
  lines(): readonly string[] {
    const rules = [...this.#byRule].sort(([a], [b]) => (a < b ? -1 : 1))
    const found = priorities.filter((priority) => this.#byPriority.has(priority))
    return [
      `${counted(this.events, 'event')}, ${counted(this.alerts, 'alert')}`,
      ...(found.length === 0 ? [] : ['alerts by priority:']),
      ...found.map((priority) => `  ${priority}: ${this.#byPriority.get(priority)}`),
      ...(rules.length === 0 ? [] : ['alerts by rule:']),
      ...rules.map(([rule, count]) => `  ${visible(rule)}: ${count}`),
    ]
  }
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
