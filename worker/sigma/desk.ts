/** The correlator's correlations: what is in force, what it counts, and the alerts that led to an incident. */
import type { LedByJson, MuteReason } from '#schema/incident'
import { type ConfigPut, ConfigStore, type ConfigText } from '../config/config-store.ts'
import { Findings, type LineFault } from '../config/finding.ts'
import type { Entry } from '../correlate/entry.ts'
import type { Occurrence } from '../correlate/occurrence.ts'
import { rfc3339 } from '../query/rfc3339.ts'
import type { CorrelationRule } from './correlation-rule.ts'
import { correlationSource, groupField, keyField, timespanField } from './derived.ts'
import { CorrelationEngine, type Counted } from './engine.ts'
import { EventStore, type Uncounted } from './event-store.ts'
import { readCorrelations } from './read-correlations.ts'

/** How many of the alerts that led to an incident its page shows. */
const maxLedBy = 500

/** What became of correlations that were put. */
export type CorrelationAnswer =
  | { readonly kind: 'in_force'; readonly version: number; readonly rules: number }
  | { readonly kind: 'refused'; readonly faults: readonly LineFault[] }

/** Keeps the correlations of a tenant. Callers hold the transaction. */
export class CorrelationDesk {
  readonly #config: ConfigStore
  readonly #events: EventStore
  readonly #engine: CorrelationEngine
  #version: number
  #muted: ReadonlyMap<string, MuteReason> = new Map()

  constructor(sql: SqlStorage) {
    this.#config = new ConfigStore(sql, 'correlation')
    this.#events = new EventStore(sql)
    this.#engine = new CorrelationEngine(this.#events)
    const { text, version = 0 } = this.#config.inForce() ?? {}
    this.#version = version
    if (text === undefined) return
    const findings = new Findings()
    const rules = readCorrelations(text, findings)
    // Only a worker that is stricter than the one that took them comes here. Incidents must go on without them.
    if (rules === undefined) console.error('sigma: the correlations in force do not read any more', findings.faults)
    else this.#use(rules)
  }

  get inForce(): ConfigText | undefined {
    return this.#config.inForce()
  }

  get history(): readonly ConfigPut[] {
    return this.#config.history()
  }

  /** Why the alerts of a rule are not told on their own, by rule. */
  get muted(): ReadonlyMap<string, MuteReason> {
    return this.#muted
  }

  get uncounted(): Readonly<Record<Uncounted, number>> {
    return this.#events.uncounted()
  }

  /** Puts correlations in force, or says what is wrong with them. */
  put(text: string, nowMs: number): CorrelationAnswer {
    const findings = new Findings()
    const rules = readCorrelations(text, findings)
    if (rules === undefined) return { kind: 'refused', faults: findings.faults }
    const { version } = this.#config.put(text, nowMs)
    this.#version = version
    this.#use(rules)
    return { kind: 'in_force', version, rules: rules.length }
  }

  /** The rules whose alerts are counted one by one, and the version that says so. */
  get singles(): { readonly version: number; readonly rules: readonly string[] } {
    return { version: this.#version, rules: this.#engine.wanted }
  }

  /** Whether any correlation counts the alerts of a rule. */
  wants(rule: string): boolean {
    return this.#engine.wants(rule)
  }

  /** Counts alerts and returns what they complete. */
  see(alerts: readonly Counted[], nowMs: number): readonly Occurrence[] {
    return this.#engine.see(alerts, nowMs)
  }

  /** Judges the windows that are over. */
  close(nowMs: number): readonly Occurrence[] {
    return this.#engine.close(nowMs)
  }

  /** When the next window is over, in milliseconds since 1970. */
  nextCloseMs(): number | undefined {
    return this.#engine.nextCloseMs()
  }

  /** The alerts that led to what the entries of an incident say, the earliest first; `resolve` follows merged incidents. */
  ledBy(entries: readonly Entry[], resolve: (incident: string) => string | undefined): readonly LedByJson[] {
    return entries
      .flatMap((entry) => this.#eventsOf(entry))
      .slice(0, maxLedBy)
      .map(({ id, timeNs, rule, detail }) => ({
        id,
        rule,
        node: detail.node,
        hostname: detail.hostname,
        time: rfc3339(timeNs),
        output: detail.output,
        evidence: detail.evidence,
        incident: detail.incident === '' ? null : (resolve(detail.incident) ?? detail.incident),
      }))
  }

  #eventsOf({ first, sample }: Entry) {
    const { fields, source, timeNs } = sample.alert
    if (source !== correlationSource) return []
    const text = (name: string): string => String(fields[name] ?? '')
    const timespanNs = BigInt(text(timespanField)) * 1_000_000_000n
    return this.#events
      .between(text(keyField), text(groupField), first.timeNs - timespanNs, timeNs, maxLedBy)
      .filter((event) => event.isKept)
  }

  #use(rules: readonly CorrelationRule[]): void {
    this.#engine.use(rules)
    const loud = new Set(rules.filter((rule) => rule.generate === true).flatMap((rule) => rule.rules))
    this.#muted = new Map(
      rules
        .filter((rule) => rule.generate === false)
        .flatMap((rule) => rule.rules.filter((name) => !loud.has(name)).map((name) => [name, reasonOf(rule)] as const)),
    )
  }
}

const reasonOf = (rule: CorrelationRule): MuteReason => ({
  kind: 'correlation',
  id: rule.key,
  text: `only counted by the correlation ${rule.title}, which says generate: false`,
})
