/** What the correlator answers, over the runtime's calls. */
import type { AlertJson, IncidentDetailJson, IncidentJson, MuteReason, Page } from '#schema/incident'
import type { AuditEntry, Author } from '../audit/audit-store.ts'
import type { ConfigPut, ConfigText } from '../config/config-store.ts'
import type { LineFault } from '../config/finding.ts'
import type { DedupeAnswer } from '../dedupe/dedupe-desk.ts'
import type { HandedFolds, Taken } from '../ingest/hand-over.ts'
import type { Labels } from '../matchers/labels.ts'
import type { MatcherText } from '../matchers/matcher.ts'
import type { CorrelatorMeasures } from '../metrics/measures.ts'
import type { SilenceJson, SilenceRequest } from '../mute/silence.ts'
import type { SilenceAct } from '../mute/silence-store.ts'
import type { AlertUpdate, RoutingText, Verdicts } from '../notify/notifier-api.ts'
import type { ProposedException } from '../query/exception.ts'
import type { Query } from '../query/filter.ts'
import type { Retention } from '../query/retention.ts'
import type { RuleNoise } from '../query/rule-stats.ts'
import type { ExplainedRoute } from '../route/explain.ts'
import type { RoutingPut } from '../route/standing-store.ts'
import type { CorrelationAnswer } from '../sigma/desk.ts'

/** What an operator does to an incident. */
export type Verb = 'acknowledge' | 'assign' | 'note' | 'close' | 'reopen'

/** One act of an operator, for the audit. */
export interface Act {
  readonly verb: Verb
  readonly owner: string
  readonly comment: string
  /** For `assign`: who, or nobody where it is empty. */
  readonly assignee: string
}

/** Where an incident is to be split, and until when in nanoseconds since 1970 that tie joins nothing. */
export interface SplitRequest {
  readonly tie: string
  readonly owner: string
  readonly comment: string
  readonly untilNs: bigint
}

/** Which other incident an incident is to be one with. */
export interface JoinRequest {
  readonly incident: string
  readonly owner: string
  readonly comment: string
}

/** The incidents that a split made, the one that keeps the id first; or why it made none. */
export type SplitAnswer =
  | { readonly kind: 'split'; readonly incidents: readonly IncidentJson[] }
  | { readonly kind: 'incident_unknown' | 'tie_unknown' | 'incident_too_large' }

/** The calls of `Correlator`. */
export interface CorrelatorApi {
  /** Takes folds of a shard, unless they do not go on where it stands, and says where it stands now. */
  take(source: string, handed: HandedFolds): Promise<Taken>
  incidents(query: Query): Promise<Page<IncidentJson>>
  incident(id: string): Promise<IncidentDetailJson | null>
  alerts(query: Query): Promise<Page<AlertJson>>
  act(id: string, act: Act, nowMs: number, author: Author): Promise<IncidentJson | null>
  split(id: string, request: SplitRequest, nowMs: number, author: Author): Promise<SplitAnswer>
  /** Null where one of the two is unknown, or they are one. */
  merge(id: string, request: JoinRequest, nowMs: number, author: Author): Promise<IncidentJson | null>
  silences(nowMs: number): Promise<readonly SilenceJson[]>
  silence(id: string, nowMs: number): Promise<(SilenceJson & { readonly acts: readonly SilenceAct[] }) | null>
  /** The id that the silence has now; null if `request.id` names none. */
  putSilence(request: SilenceRequest, nowMs: number, author: Author): Promise<string | null>
  expireSilence(id: string, by: string, nowMs: number, author: Author): Promise<boolean>
  routing(): Promise<RoutingText | null>
  routingHistory(): Promise<readonly RoutingPut[]>
  setRouting(text: string, externalUrl: string, nowMs: number, author: Author): Promise<RoutingAnswer>
  /** Rules by their alerts in the last hours, the loudest first; `offset` is how many were seen before. */
  rules(hours: number, limit: number, offset: number, nowMs: number): Promise<readonly RuleNoise[]>
  /** Null where the rule's alerts have no values in common. */
  proposeException(rule: string): Promise<ProposedException | null>
  /** Notes a change of another object, before it is asked for. */
  noteChange(author: Author, detail: string, nowMs: number): Promise<void>
  audit(limit: number, beforeId: number): Promise<Page<AuditEntry>>
  retention(): Promise<Retention>
  setRetention(retention: Retention, nowMs: number, author: Author): Promise<void>
  measure(nowMs: number): Promise<CorrelatorMeasures>
  /** Null where none were ever put. */
  correlations(): Promise<(ConfigText & { readonly history: readonly ConfigPut[] }) | null>
  setCorrelations(text: string, nowMs: number, author: Author): Promise<CorrelationAnswer>
  /** What tells repeats apart; null where nobody chose. */
  dedupe(): Promise<(ConfigText & { readonly history: readonly ConfigPut[] }) | null>
  setDedupe(text: string, nowMs: number, author: Author): Promise<DedupeAnswer>
  /** Null where no routing is in force. */
  explain(labels: Labels, nowMs: number): Promise<readonly ExplainedRoute[] | null>
  /** What mutes each alert now, by fingerprint. */
  verdicts(alerts: readonly Pick<AlertUpdate, 'fingerprint' | 'labels'>[]): Promise<Verdicts>
  /** The alerts that stand and that the matchers hold for, with what mutes them; the newest 10 000. */
  standing(matchers: readonly MatcherText[], nowMs: number): Promise<readonly StandingAlert[]>
  /** The keys of all routes that were ever told of an alert. */
  notifiers(): Promise<readonly string[]>
}

/** An alert that stands. */
export interface StandingAlert extends AlertUpdate {
  readonly mutedBy: readonly MuteReason[]
  readonly receivers: readonly string[]
}

/** What became of a configuration. */
export type RoutingAnswer =
  | { readonly kind: 'in_force'; readonly version: number; readonly ignored: readonly LineFault[] }
  | { readonly kind: 'refused'; readonly faults: readonly LineFault[]; readonly ignored: readonly LineFault[] }
