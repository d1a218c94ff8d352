/** What the edge answers about incidents: the JSON of `/v1/incidents` and `/v1/alerts`. */
import type { Evidence, FieldValue, ProcessKey } from './alert.ts'
import type { Priority } from './priority.ts'

/** A process in JSON: start time as a decimal string, since it does not fit a double. */
export type ProcessJson = Omit<ProcessKey, 'startNs'> & { readonly startNs: string }

/** One stored alert. `count` is how many identical ones it stands for. */
export interface AlertJson {
  readonly id: string
  readonly incident: string
  readonly node: string
  readonly hostname: string
  readonly rule: string
  readonly priority: Priority
  readonly source: string
  readonly tags: readonly string[]
  readonly output: string
  readonly fields: Readonly<Record<string, FieldValue>>
  readonly lineage: readonly ProcessJson[]
  readonly containerId: string
  readonly evidence: Evidence
  /** What was still being asked when the alert left came later; fields and output have it. */
  readonly patched: boolean
  readonly count: number
  /** RFC 3339, UTC, nanoseconds. */
  readonly firstSeen: string
  readonly lastSeen: string
}

/** What can tie alerts together. */
export type TieKind = 'lineage' | 'container' | 'object' | 'workload' | 'user' | 'address' | 'executable'

/** Why an alert belongs to its incident. */
export interface Reason {
  readonly kind: TieKind | 'first' | 'session' | 'fingerprint'
  /** One sentence for a person: `same process tree: nginx(812) > sh(913)`. */
  readonly text: string
}

/** How severe an incident is, and out of what. */
export interface SeverityJson {
  readonly level: 'low' | 'medium' | 'high' | 'critical'
  /** From 0 to 100: the sum of `of`. */
  readonly score: number
  readonly of: { readonly priority: number; readonly tactics: number; readonly rarity: number }
}

/** What some alerts of an incident share. */
export interface TieJson {
  readonly kind: TieKind
  /** Names the tie: `a/203.0.113.7`. */
  readonly key: string
  /** One sentence for a person: `same remote address: 203.0.113.7`. */
  readonly text: string
  /** How many folded alerts share it; at least 2. */
  readonly alerts: number
}

/** Why an alert does not notify. */
export interface MuteReason {
  readonly kind: 'silence' | 'inhibition' | 'time_interval' | 'correlation'
  /** The silence, the fingerprint of the inhibiting alert, the name of the interval, or the key of the correlation. */
  readonly id: string
  /** One sentence for a person. */
  readonly text: string
}

export interface IncidentJson {
  readonly id: string
  readonly title: string
  /** The most severe priority among its alerts. */
  readonly priority: Priority
  /** Grows with the number of tactics and the rarity of the rules. */
  readonly severity: SeverityJson
  readonly status: 'open' | 'acknowledged' | 'closed'
  /** Who looks into it; null as long as nobody is named. */
  readonly assignee: string | null
  readonly firstSeen: string
  readonly lastSeen: string
  /** All alerts, repeats included. */
  readonly alertCount: number
  readonly rules: readonly { readonly rule: string; readonly priority: Priority; readonly count: number }[]
  readonly nodes: readonly string[]
  readonly containers: readonly string[]
  /** ATT&CK tactics in order of first appearance, from `mitre_*` tags. */
  readonly tactics: readonly string[]
  /** The outermost process that all its alerts share, if there is one. */
  readonly root: ProcessJson | null
  readonly evidence: Evidence
  /** What keeps all of its alerts from notifying; empty as long as any of them is told. */
  readonly mutedBy?: readonly MuteReason[]
}

/** An alert that a correlation counted, and that led to what it found. */
export interface LedByJson {
  readonly id: string
  readonly rule: string
  readonly node: string
  readonly hostname: string
  /** RFC 3339, UTC, nanoseconds. */
  readonly time: string
  /** The output line, cut to 512 characters. */
  readonly output: string
  readonly evidence: Evidence
  /** The incident that it is in; null for what another correlation found. */
  readonly incident: string | null
}

/** `GET /v1/incidents/:id`. */
export interface IncidentDetailJson extends IncidentJson {
  readonly timeline: readonly (AlertJson & { readonly reason: Reason })[]
  /** What its alerts share, the ties of the most alerts first; an incident can be split at any of them. */
  readonly ties: readonly TieJson[]
  /** For incidents that a correlation found: the alerts that led to them, the earliest first. */
  readonly ledBy: readonly LedByJson[]
  /** What people did about it, in order; `at` is RFC 3339. */
  readonly actions: readonly {
    readonly at: string
    readonly action: 'acknowledge' | 'assign' | 'note' | 'close' | 'reopen' | 'split' | 'merge'
    readonly owner: string
    readonly comment: string
  }[]
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Pass as `?cursor=` for the next page; `null` at the end. */
  readonly cursor: string | null
}
