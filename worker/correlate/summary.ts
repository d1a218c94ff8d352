/**
 * Everything an incident is, apart from its timeline. `mergeSummaries` is associative and commutative, so that alerts
 * give the same incident in whatever order they come, and two incidents can become one at any time.
 */
import type { Evidence, ProcessKey } from '#schema/alert'
import { rankOf } from '#schema/priority'
import { sha256Hex } from '../digest/sha256.ts'
import { type Entry, entryOf } from './entry.ts'
import { earlier, later, type Moment, momentOf, type Occurrence } from './occurrence.ts'
import { processId, treeOf } from './process-tree.ts'
import { containerOf } from './ties.ts'

/** How often a rule matched, how severe it is at worst, and when it matched first. */
export interface RuleCount {
  readonly rank: number
  readonly count: number
  readonly first: Moment
}

/** The content of an incident. Lists are sorted, save `shared`, which runs from the inside out; records are in no order. */
export interface Summary {
  readonly first: Moment
  readonly last: Moment
  readonly count: number
  readonly rules: Readonly<Record<string, RuleCount>>
  readonly nodes: readonly string[]
  readonly hosts: readonly string[]
  readonly containers: readonly string[]
  /** When each ATT&CK tactic appeared first. */
  readonly tactics: Readonly<Record<string, Moment>>
  /** The processes that all alerts have in their tree, as the last alert describes them. */
  readonly shared: readonly ProcessKey[]
  readonly evidence: Evidence
}

/**
 * The id of an incident, derived from its earliest alert: the milliseconds since 1970 in 11 hex digits, then 12 digits of
 * a digest. Ids sort by time, so that what is stored by incident is appended, not scattered over the disk.
 */
export const incidentIdOf = ({ first }: Summary): string => {
  const ms = (first.timeNs / 1_000_000n).toString(16).padStart(11, '0')
  return `inc_${ms}${sha256Hex(first.id).slice(0, 12)}`
}

/** The summary of a single alert. */
export const summaryOf = (occurrence: Occurrence): Summary => summaryOfEntry(entryOf(occurrence))

/** The summary of repeats that differ in nothing but time. */
export const summaryOfEntry = ({ count, first, sample }: Entry): Summary => {
  const { alert, node } = sample
  const earliest: Moment = { timeNs: first.timeNs, id: first.id }
  const container = containerOf(alert)
  return {
    first: earliest,
    last: momentOf(sample),
    count,
    rules: { [alert.rule]: { rank: rankOf(alert.priority), count, first: earliest } },
    nodes: [node],
    hosts: [alert.hostname || node],
    containers: container === undefined ? [] : [container],
    tactics: Object.fromEntries(tacticsOf(alert.tags).map((tactic) => [tactic, earliest])),
    shared: treeOf(alert.lineage),
    evidence: { ...alert.evidence, missing: [...new Set(alert.evidence.missing)].sort() },
  }
}

/** Two incidents as one. */
export const mergeSummaries = (left: Summary, right: Summary): Summary => ({
  first: earlier(left.first, right.first),
  last: later(left.last, right.last),
  count: left.count + right.count,
  rules: mergeRecords(left.rules, right.rules, mergeRuleCounts),
  nodes: union(left.nodes, right.nodes),
  hosts: union(left.hosts, right.hosts),
  containers: union(left.containers, right.containers),
  tactics: mergeRecords(left.tactics, right.tactics, earlier),
  shared: sharedBy(left, right),
  evidence: {
    complete: left.evidence.complete && right.evidence.complete,
    lostEvents: Math.max(left.evidence.lostEvents, right.evidence.lostEvents),
    missing: union(left.evidence.missing, right.evidence.missing),
  },
})

/** The tactics that a rule's tags name: `mitre_credential_access` is `credential_access`. Techniques are left out. */
const tacticsOf = (tags: readonly string[]): readonly string[] =>
  tags.flatMap((tag) => (/^mitre_[a-z_]+$/.test(tag) ? [tag.slice('mitre_'.length)] : []))

const mergeRuleCounts = (left: RuleCount, right: RuleCount): RuleCount => ({
  rank: Math.min(left.rank, right.rank),
  count: left.count + right.count,
  first: earlier(left.first, right.first),
})

const union = (left: readonly string[], right: readonly string[]): readonly string[] =>
  right.every((item) => left.includes(item)) ? left : [...new Set([...left, ...right])].sort()

const mergeRecords = <T>(
  left: Readonly<Record<string, T>>,
  right: Readonly<Record<string, T>>,
  merge: (left: T, right: T) => T,
): Readonly<Record<string, T>> => {
  const merged = new Map(Object.entries(left))
  for (const [key, value] of Object.entries(right)) {
    const before = merged.get(key)
    merged.set(key, before === undefined ? value : merge(before, value))
  }
  return Object.fromEntries(merged)
}

const sharedBy = (left: Summary, right: Summary): readonly ProcessKey[] => {
  if (left.nodes.join('\n') !== right.nodes.join('\n')) return []
  const newest = later(left.last, right.last).id === left.last.id ? left : right
  const others = new Set((newest === left ? right : left).shared.map(processId))
  return newest.shared.filter((process) => others.has(processId(process)))
}
