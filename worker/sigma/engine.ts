/**
 * Counts alerts for the correlations in force and finds those that complete one.
 *
 * What it finds depends on which alerts there are, not on the order in which they come, as long as none is more than
 * `lateNs` late: sliding windows look again at everything that a late alert may complete, and tumbling windows wait
 * `closeAfterNs` past their end. What comes later still is not counted, and that is.
 */
import type { Occurrence } from '../correlate/occurrence.ts'
import { type CorrelationRule, isMonotone, meets } from './correlation-rule.ts'
import { derivedOccurrence, groupText } from './derived.ts'
import type { EventStore, StoredEvent, Uncounted } from './event-store.ts'
import { fieldText } from './field.ts'
import { completing, countOf } from './window.ts'

/** How late an alert may come and still be counted by sliding windows, in nanoseconds: one hour. */
export const lateNs = 3_600_000_000_000n

/** How long past its end a tumbling window waits for late alerts, in nanoseconds: one minute. */
export const closeAfterNs = 60_000_000_000n

/** An alert to be counted, with the incident that it went to. */
export interface Counted {
  readonly incident: string
  readonly occurrence: Occurrence
}

const pruneEvery = 256
const maxOutput = 512

/** Holds the correlations in force. Callers hold the transaction. */
export class CorrelationEngine {
  readonly #store: EventStore
  #rules: readonly CorrelationRule[] = []
  #wanted = new Set<string>()
  #rounds = 0

  constructor(store: EventStore) {
    this.#store = store
  }

  /** Puts correlations in force, each after those that it refers to. Those that did not change keep what they counted. */
  use(rules: readonly CorrelationRule[]): void {
    this.#rules = rules
    this.#wanted = new Set(rules.flatMap((rule) => rule.rules))
  }

  /** The rules whose alerts are counted. */
  get wanted(): readonly string[] {
    return [...this.#wanted]
  }

  /** Whether any correlation counts the alerts of a rule. */
  wants(rule: string): boolean {
    return this.#wanted.has(rule)
  }

  /** Counts alerts and returns what they complete, ready to become incidents. */
  see(alerts: readonly Counted[], nowMs: number): readonly Occurrence[] {
    if (alerts.length === 0) return []
    const nowNs = BigInt(nowMs) * 1_000_000n
    if (this.#rounds++ % pruneEvery === 0) this.#store.prune(nowNs)
    return this.#inTurn(alerts, (rule, counted) => {
      const groups = this.#grouped(rule, counted)
      if (!isMonotone(rule.condition)) {
        for (const [group, events] of groups) this.#addOpen(rule, group, events)
        return []
      }
      return [...groups].flatMap(([group, events]) => this.#slide(rule, group, events, nowNs))
    })
  }

  /** Judges the tumbling windows that are over. */
  close(nowMs: number): readonly Occurrence[] {
    const nowNs = BigInt(nowMs) * 1_000_000n
    return this.#inTurn([], (rule, counted) => {
      if (isMonotone(rule.condition))
        return [...this.#grouped(rule, counted)].flatMap(([group, events]) => this.#slide(rule, group, events, nowNs))
      for (const [group, events] of this.#grouped(rule, counted)) this.#addOpen(rule, group, events)
      return this.#closeWindows(rule, nowNs)
    })
  }

  /** When the next tumbling window is over, in milliseconds since 1970. */
  nextCloseMs(): number | undefined {
    const ends = this.#rules
      .filter((rule) => !isMonotone(rule.condition))
      .flatMap((rule) => {
        const beginNs = this.#store.firstOpenNs(rule.key)
        return beginNs === undefined ? [] : [Number((beginNs + rule.timespanNs + closeAfterNs) / 1_000_000n) + 1]
      })
    return ends.length === 0 ? undefined : Math.min(...ends)
  }

  /** Runs the rules in order, each over the alerts given and over what the rules before it found. */
  #inTurn(
    alerts: readonly Counted[],
    run: (rule: CorrelationRule, counted: readonly (Counted & { readonly ref: string })[]) => readonly Occurrence[],
  ): readonly Occurrence[] {
    const byName = Map.groupBy(alerts, ({ occurrence }) => occurrence.alert.rule)
    const told: Occurrence[] = []
    for (const rule of this.#rules) {
      const counted = [...new Set(rule.rules)].flatMap((ref) => (byName.get(ref) ?? []).map((one) => ({ ...one, ref })))
      const found = run(rule, counted)
      if (rule.emits) told.push(...found)
      if (found.length > 0)
        for (const name of rule.names)
          byName.set(name, [...(byName.get(name) ?? []), ...found.map((occurrence) => ({ incident: '', occurrence }))])
    }
    return told
  }

  #grouped(
    rule: CorrelationRule,
    counted: readonly (Counted & { readonly ref: string })[],
  ): ReadonlyMap<string, readonly StoredEvent[]> {
    const events = counted.flatMap((one) => {
      const event = eventOf(rule, one)
      return event === undefined ? [] : [event]
    })
    this.#note('no_group', counted.length - events.length)
    return Map.groupBy(events, (event) => event.group)
  }

  #slide(rule: CorrelationRule, group: string, added: readonly StoredEvent[], nowNs: bigint): readonly Occurrence[] {
    const oldestNs = nowNs - rule.timespanNs - lateNs
    const inTime = added.filter((event) => event.timeNs >= oldestNs)
    this.#note('late', added.length - inTime.length)
    const times = inTime.map((event) => event.timeNs)
    const [first] = times
    if (first === undefined) return []
    const fromNs = times.reduce((least, time) => (time < least ? time : least), first)
    const toNs = times.reduce((most, time) => (time > most ? time : most), first)
    const before = this.#store.between(rule.key, group, fromNs - rule.timespanNs, toNs + rule.timespanNs)
    const room = Math.max(boundOf(rule) - before.length, 0)
    const known = new Set(before.map((event) => event.id))
    const fresh = inTime.filter((event) => !known.has(event.id))
    this.#note('over_bound', Math.max(fresh.length - room, 0))
    const taken = fresh.slice(0, room)
    for (const event of taken) this.#store.add(rule.key, event, event.timeNs + rule.timespanNs + lateNs, false)
    return this.#completed(rule, [...before, ...taken].sort(compareEvents), fromNs)
  }

  #completed(rule: CorrelationRule, events: readonly StoredEvent[], fromNs: bigint): readonly Occurrence[] {
    const complete = completing(rule, events).flatMap((index) => events[index] ?? [])
    const near = complete.filter((event) => event.timeNs >= fromNs)
    this.#keepWindows(rule, events, near)
    return near
      .filter((event) => !event.isCompleted)
      .map((event) => {
        this.#store.complete(rule.key, event)
        return derivedOccurrence(rule, event)
      })
  }

  /** Keeps what lies in the window of any of `near`, in one go for windows that overlap. */
  #keepWindows(rule: CorrelationRule, events: readonly StoredEvent[], near: readonly StoredEvent[]): void {
    const spans: { fromNs: bigint; toNs: bigint }[] = []
    for (const { timeNs } of near) {
      const fromNs = timeNs - rule.timespanNs
      const last = spans.at(-1)
      if (last !== undefined && fromNs <= last.toNs) last.toNs = timeNs
      else spans.push({ fromNs, toNs: timeNs })
    }
    for (const { fromNs, toNs } of spans) {
      const isNew = events.some((event) => !event.isKept && event.timeNs >= fromNs && event.timeNs <= toNs)
      if (isNew) this.#store.keep(rule.key, near[0]?.group ?? '', fromNs, toNs)
    }
  }

  #addOpen(rule: CorrelationRule, group: string, added: readonly StoredEvent[]): void {
    const throughNs = this.#store.closedThroughNs(rule.key, group)
    const inTime = added.filter((event) => event.timeNs > throughNs)
    this.#note('late', added.length - inTime.length)
    for (const event of inTime) this.#store.add(rule.key, event, event.timeNs + 4n * rule.timespanNs + lateNs, true)
  }

  #closeWindows(rule: CorrelationRule, nowNs: bigint): readonly Occurrence[] {
    const found: Occurrence[] = []
    const overNs = nowNs - rule.timespanNs - closeAfterNs
    for (const open of this.#store.openGroups(rule.key, overNs))
      for (let begin: bigint | undefined = open.beginNs; begin !== undefined && begin <= overNs; ) {
        const endNs: bigint = begin + rule.timespanNs
        const events = this.#store.between(rule.key, open.group, begin, endNs)
        const last = events.at(-1)
        if (last !== undefined && meets(countOf(rule, events), rule.condition)) {
          this.#store.keep(rule.key, open.group, begin, endNs)
          found.push(derivedOccurrence(rule, last))
        }
        this.#store.close(rule.key, open.group, endNs)
        begin = this.#store.openGroups(rule.key, overNs).find(({ group }) => group === open.group)?.beginNs
      }
    return found
  }

  #note(reason: Uncounted, count: number): void {
    this.#store.note(reason, count)
  }
}

/** How many alerts of one group are looked at, twice the number asked for at least: what a flood adds decides nothing. */
const boundOf = ({ condition, rules }: CorrelationRule): number =>
  Math.max(1000, 2 * Math.max(condition.gte ?? 0, condition.gt ?? 0, rules.length))

const compareEvents = (left: StoredEvent, right: StoredEvent): number =>
  left.timeNs === right.timeNs ? (left.id < right.id ? -1 : 1) : left.timeNs < right.timeNs ? -1 : 1

const eventOf = (
  rule: CorrelationRule,
  { occurrence, incident, ref }: Counted & { readonly ref: string },
): StoredEvent | undefined => {
  const valueFor = (field: string): string | undefined => {
    const alias = Object.hasOwn(rule.aliases, field) ? rule.aliases[field] : undefined
    const named = alias !== undefined && Object.hasOwn(alias, ref) ? alias[ref] : undefined
    return fieldText(occurrence, named ?? field)
  }
  const values = rule.groupBy.map(valueFor)
  const value = rule.field === undefined ? '' : valueFor(rule.field)
  if (value === undefined || !values.every((one) => one !== undefined)) return undefined
  const { node, alert, id } = occurrence
  const { hostname, evidence } = alert
  const output = alert.output.slice(0, maxOutput)
  return {
    timeNs: alert.timeNs,
    id,
    rule: ref,
    value,
    group: groupText(values),
    isCompleted: false,
    isKept: false,
    detail: { node, hostname, evidence, values, output, incident },
  }
}
