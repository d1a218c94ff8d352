/** What the correlator answers, over the runtime's calls. */
import type { AlertJson, IncidentDetailJson, IncidentJson, Page } from '#schema/incident'
import type { LogRow } from '../ingest/shard-store.ts'
import type { Query } from '../query/filter.ts'

/** What an operator does to an incident. */
export type Verb = 'acknowledge' | 'close' | 'reopen'

/** One act of an operator, for the audit. */
export interface Act {
  readonly verb: Verb
  readonly owner: string
  readonly comment: string
}

/** The calls of `Correlator`. */
export interface CorrelatorApi {
  /** Takes logged batches of a shard; what it has seen already has no second effect. Returns the last position held. */
  take(source: string, rows: readonly LogRow[]): Promise<number>
  incidents(query: Query): Promise<Page<IncidentJson>>
  incident(id: string): Promise<IncidentDetailJson | null>
  alerts(query: Query): Promise<Page<AlertJson>>
  act(id: string, act: Act, nowMs: number): Promise<IncidentJson | null>
}
