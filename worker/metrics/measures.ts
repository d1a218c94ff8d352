/** What each object of a tenant measures about itself. */
import type { Retention } from '../query/retention.ts'

/** What an ingest shard has taken. */
export interface ShardMeasures {
  readonly nodes: number
  /** Alerts and batches that were ever stored. */
  readonly alerts: number
  readonly batches: number
  readonly refusedBatches: number
  readonly missingAlerts: number
  readonly shedAlerts: number
  /** Batches that the correlator has not taken yet. */
  readonly waitingBatches: number
  readonly databaseBytes: number
  readonly events: {
    readonly seen: number
    readonly filtered: number
    readonly evaluated: number
    readonly dropped: number
  }
}

/** What the correlator holds. */
export interface CorrelatorMeasures {
  readonly incidents: Readonly<Record<string, number>>
  /** Alerts with their repeats folded. */
  readonly foldedAlerts: number
  readonly standingAlerts: number
  readonly silences: Readonly<Record<string, number>>
  readonly waitingForNotifiers: number
  readonly uncounted: Readonly<Record<string, number>>
  readonly databaseBytes: number
  readonly retention: Retention
}

/** Deliveries of a notifier by state. */
export type NotifierMeasures = Readonly<Record<'pending' | 'delivered' | 'dead', number>>
