/**
 * Inhibition: while an alert that matches the source side stands, alerts that match the target side and agree with it
 * in the `equal` labels do not notify. An alert that matches both sides is not inhibited by another such.
 */
import { type Labels, labelOf } from '../matchers/labels.ts'
import { type Matcher, matchAll, matchersText } from '../matchers/matcher.ts'

/** One rule of inhibition. */
export interface InhibitRule {
  readonly source: readonly Matcher[]
  readonly target: readonly Matcher[]
  readonly equal: readonly string[]
}

/** What stands in the way of an alert. */
export interface Inhibition {
  readonly source: string
  readonly rule: string
}

interface SourceAlert {
  readonly labels: Labels
  readonly endsMs: number
}

const maxSources = 100_000

/** The alerts that stand on the source side of any rule. */
export class Inhibitor {
  readonly #rules: readonly InhibitRule[]
  /** For each rule: by the values of `equal`, by fingerprint. */
  readonly #sources: readonly Map<string, Map<string, SourceAlert>>[]

  constructor(rules: readonly InhibitRule[]) {
    this.#rules = rules
    this.#sources = rules.map(() => new Map())
  }

  get isIdle(): boolean {
    return this.#rules.length === 0
  }

  /** Notes that an alert stands until `endsMs`. */
  note(fingerprint: string, labels: Labels, endsMs: number): void {
    for (const [index, rule] of this.#rules.entries()) {
      if (!matchAll(rule.source, labels)) continue
      const sources = this.#sources[index]
      const key = keyOf(rule, labels)
      const group = sources?.get(key) ?? new Map<string, SourceAlert>()
      if (group.size >= maxSources) group.clear()
      group.set(fingerprint, { labels, endsMs })
      sources?.set(key, group)
    }
  }

  /** The first alert that inhibits another at a time, if any does. */
  inhibitionOf(fingerprint: string, labels: Labels, nowMs: number): Inhibition | undefined {
    for (const [index, rule] of this.#rules.entries()) {
      if (!matchAll(rule.target, labels)) continue
      const isOnBothSides = matchAll(rule.source, labels)
      const group = this.#sources[index]?.get(keyOf(rule, labels)) ?? new Map<string, SourceAlert>()
      for (const [source, alert] of group) {
        if (alert.endsMs <= nowMs) group.delete(source)
        else if (source !== fingerprint && !(isOnBothSides && matchAll(rule.target, alert.labels)))
          return { source, rule: `${matchersText(rule.source)} inhibits ${matchersText(rule.target)}` }
      }
    }
    return undefined
  }
}

const keyOf = (rule: InhibitRule, labels: Labels): string =>
  JSON.stringify(rule.equal.map((name) => labelOf(labels, name)))
