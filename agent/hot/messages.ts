/** What crosses between the hot thread, which judges events, and the main thread, which does everything else. */
import type { Alert, LossLedger } from '#schema/alert'
import type { ContainerMetadata } from '#schema/container'
import type { EventFilter } from '#schema/kernel-filter'
import type { FoundContainer, Matching } from '#wasm-runtime'

/** An alert before the outbox numbers it. */
export type AlertDraft = Omit<Alert, 'seq'>

/** A user or a group by name, from /etc/passwd or /etc/group. */
export interface NamedId {
  readonly id: number
  readonly name: string
}

/** What the hot thread starts with. */
export interface HotSettings {
  readonly bundle: Uint8Array
  readonly stateModule: Uint8Array
  readonly hostname: string
  readonly matching: Matching
  readonly users: readonly NamedId[]
  readonly groups: readonly NamedId[]
  readonly source: LiveSource | RecordedSource
}

export interface LiveSource {
  readonly kind: 'live'
  readonly eventTypes: readonly string[]
  readonly excludePids: readonly number[]
  /** What the kernel lets go because no rule can match it. */
  readonly filter: readonly EventFilter[]
  /** Whether a rule reads the environment of processes. */
  readonly wantEnv: boolean
}

export interface RecordedSource {
  readonly kind: 'recorded'
  readonly file: string
}

/** Rules with what they need of the kernel. */
export interface RulesToJudge {
  readonly bundle: Uint8Array
  readonly eventTypes: readonly string[]
  readonly filter: readonly EventFilter[]
}

export type ToHot =
  /** What a runtime says of a container; null if none knows it. */
  | { readonly kind: 'container'; readonly found: FoundContainer; readonly metadata: ContainerMetadata | null }
  | { readonly kind: 'accounts'; readonly users: readonly NamedId[]; readonly groups: readonly NamedId[] }
  /** The main thread has taken so many alerts; the hot thread describes more. */
  | { readonly kind: 'taken'; readonly count: number }
  /** These processes belong to eyas; their opens and connections are not told. */
  | { readonly kind: 'own'; readonly pids: readonly number[] }
  /** Puts these rules in force between two batches. */
  | { readonly kind: 'swap'; readonly rules: RulesToJudge }
  | { readonly kind: 'stop' }

export type FromHot =
  | { readonly kind: 'ready'; readonly processes: number }
  /** Processes are in these; what are they? */
  | { readonly kind: 'containers'; readonly found: readonly FoundContainer[] }
  | { readonly kind: 'alerts'; readonly alerts: readonly AlertDraft[]; readonly ledger: LossLedger }
  | { readonly kind: 'swapped' }
  /** The rules before stay in force. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The source has no more events. */
  | { readonly kind: 'end'; readonly ledger: LossLedger }
  | { readonly kind: 'stopped'; readonly ledger: LossLedger }
