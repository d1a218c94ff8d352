/** What crosses between the hot thread, which judges events, and the main thread, which does everything else. */
import type { HookCount } from '#native'
import type { Alert, LossLedger } from '#schema/alert'
import type { ContainerMetadata } from '#schema/container'
import type { EventFilter } from '#schema/kernel-filter'
import type { Bundle, ManifestRule } from '#schema/manifest'
import type { FoundContainer, Matching, RawValue, Reader, User } from '#wasm-runtime'
import type { LookedBack } from './look-back.ts'

/** An alert before the outbox numbers it. */
export type AlertDraft = Omit<Alert, 'seq'>

/** A group by name, from /etc/group. */
export interface NamedId {
  readonly id: number
  readonly name: string
}

/** What the hot thread starts with. */
export interface HotSettings {
  /** Rules that were tried, see candidate.ts. */
  readonly rules: RulesToJudge
  /** Names of rules that are off whatever the bundle says: they did not come back once. */
  readonly without: readonly string[]
  readonly stateModule: Uint8Array
  readonly hostname: string
  readonly matching: Matching
  readonly users: readonly User[]
  readonly groups: readonly NamedId[]
  readonly source: LiveSource | RecordedSource
  /** Bytes of the newest records that are kept for recordings around alerts; none are unless given. */
  readonly lookBackBytes?: number
  /** See heartbeat.ts. */
  readonly heartbeat: SharedArrayBuffer
}

export interface LiveSource {
  readonly kind: 'live'
  /** Processes of eyas besides this one. */
  readonly excludePids: readonly number[]
  /** Size of the ring between kernel and hot thread, a power of two; 16 MiB if not given. */
  readonly ringBytes?: number
}

export interface RecordedSource {
  readonly kind: 'recorded'
  readonly file: string
}

/** Rules with the module that judges by them. */
export interface RulesToJudge {
  readonly bundle: Bundle
  readonly compiled: WebAssembly.Module
  readonly reader?: Reader
}

/** What the condition of an alert's rule read, by the texts of the reader's values; undefined if it was not kept. */
export type ReadValues = ReadonlyMap<string, RawValue> | undefined

export type ToHot =
  /** The users and groups that a container has of its own. */
  | {
      readonly kind: 'container accounts'
      readonly found: FoundContainer
      readonly users: readonly User[]
      readonly groups: readonly NamedId[]
    }
  /** What a runtime says of a container; null if none knows it. */
  | { readonly kind: 'container'; readonly found: FoundContainer; readonly metadata: ContainerMetadata | null }
  | { readonly kind: 'accounts'; readonly users: readonly User[]; readonly groups: readonly NamedId[] }
  /** The main thread has taken so many alerts; the hot thread describes more. */
  | { readonly kind: 'taken'; readonly count: number }
  /** These processes belong to eyas; their opens and connections are not told. */
  | { readonly kind: 'own'; readonly pids: readonly number[] }
  /** A part of the rules and of the filter that the next swap puts in force: in parts, none of which takes long to read. */
  | { readonly kind: 'part'; readonly rules: readonly ManifestRule[]; readonly filter: readonly EventFilter[] }
  /** Puts the parts sent before in force between two batches; the bundle has the rest. */
  | { readonly kind: 'swap'; readonly rules: RulesToJudge }
  /** Puts the rules before the last swap in force again. */
  | { readonly kind: 'rollback' }
  | { readonly kind: 'stats' }
  /** What happened from one time to another? */
  | { readonly kind: 'look back'; readonly fromNs: bigint; readonly toNs: bigint }
  | { readonly kind: 'stop' }

/** What one rule has come to and what it costs. */
export interface RuleStats {
  readonly rule: string
  /** False if it is switched off in the files, or since it failed. */
  readonly enabled: boolean
  /** Events of its types that were judged. */
  readonly asked: number
  /** Events that the masks did not rule out. */
  readonly evaluated: number
  readonly matched: number
  /** Nanoseconds that its evaluation takes per judged event, by samples. */
  readonly nsPerEvent: number
}

/** What the hot thread has come to. */
export interface HotStats {
  /** Digest of the bundle in force. */
  readonly digest: string
  readonly rules: readonly RuleStats[]
  /** Nanoseconds per judged event of all that comes before the rules, by samples. */
  readonly masksNsPerEvent: number
  readonly sampledEvents: number
  readonly processes: number
  readonly traps: number
  readonly ledger: LossLedger
  /** What the kernel counts of each program of ours, by its name. */
  readonly hooks: Readonly<Record<string, HookCount>>
}

export type FromHot =
  | { readonly kind: 'ready'; readonly processes: number }
  /** Processes are in these; what are they? */
  | { readonly kind: 'containers'; readonly found: readonly FoundContainer[] }
  | {
      readonly kind: 'alerts'
      readonly alerts: readonly AlertDraft[]
      /** One for each alert, in order; of alerts that no rule raised there are none. */
      readonly values: readonly ReadValues[]
      readonly ledger: LossLedger
    }
  /** In force; judging stood still for so many milliseconds. */
  | { readonly kind: 'swapped'; readonly digest: string; readonly pauseMs: number }
  /** The rules before stay in force. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'stats'; readonly stats: HotStats }
  /** Undefined if nothing is kept. */
  | { readonly kind: 'looked back'; readonly found: LookedBack | undefined }
  /** The source has no more events. */
  | { readonly kind: 'end'; readonly ledger: LossLedger }
  | { readonly kind: 'stopped'; readonly ledger: LossLedger }
