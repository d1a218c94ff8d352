/**
 * Which alerts of a group complete a correlation. Everything here is a function of the set of alerts, sorted by time
 * and identity: the order in which they came plays no part.
 *
 *     sliding    gt, gte, temporal, temporal_ordered: an alert completes the rule if the condition holds for the alerts
 *                from `timespan` before it up to itself. More alerts never undo that, so it is told at once
 *     tumbling   lt, lte, eq, neq and ranges: a window begins with the first alert outside of the one before and lasts
 *                `timespan`; it is judged once, when it is over
 */
import { type CorrelationRule, meets } from './correlation-rule.ts'

/** An alert as a correlation counts it. */
export interface CountedEvent {
  readonly timeNs: bigint
  readonly id: string
  /** The rule that it is of, as the correlation names it. */
  readonly rule: string
  /** The value that `value_count` counts; empty for the other types. */
  readonly value: string
}

/** The indices of the events that complete the rule, by sliding windows. `events` are sorted. */
export const completing = (rule: CorrelationRule, events: readonly CountedEvent[]): readonly number[] =>
  rule.type === 'temporal_ordered' ? completingInOrder(rule, events) : completingByCount(rule, events)

/** What a correlation counts: alerts, or different values, or different rules. */
export const countOf = (rule: CorrelationRule, events: readonly CountedEvent[]): number =>
  rule.type === 'event_count' ? events.length : new Set(events.map((event) => countedBy(rule, event))).size

const countedBy = (rule: CorrelationRule, event: CountedEvent): string =>
  rule.type === 'value_count' ? event.value : event.rule

const completingByCount = (rule: CorrelationRule, events: readonly CountedEvent[]): readonly number[] => {
  const inWindow = new Map<string, number>()
  const found: number[] = []
  let start = 0
  events.forEach((event, index) => {
    const counted = countedBy(rule, event)
    inWindow.set(counted, (inWindow.get(counted) ?? 0) + 1)
    for (let left = events[start]; left && left.timeNs < event.timeNs - rule.timespanNs; left = events[start]) {
      const gone = countedBy(rule, left)
      const rest = (inWindow.get(gone) ?? 0) - 1
      if (rest > 0) inWindow.set(gone, rest)
      else inWindow.delete(gone)
      start++
    }
    const count = rule.type === 'event_count' ? index - start + 1 : inWindow.size
    if (meets(count, rule.condition)) found.push(index)
  })
  return found
}

/** Keeps, for each place in the order, the latest begin of a chain that has come so far. */
const completingInOrder = (rule: CorrelationRule, events: readonly CountedEvent[]): readonly number[] => {
  const begins: (bigint | undefined)[] = rule.rules.map(() => undefined)
  const found: number[] = []
  const last = rule.rules.length - 1
  events.forEach((event, index) => {
    for (let place = last; place >= 0; place--) {
      if (rule.rules[place] !== event.rule) continue
      const begin = place === 0 ? event.timeNs : begins[place - 1]
      if (begin === undefined) continue
      begins[place] = begin
      if (place === last && begin >= event.timeNs - rule.timespanNs) found.push(index)
    }
  })
  return found
}
