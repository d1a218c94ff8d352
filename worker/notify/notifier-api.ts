/** What a notifier answers, over the runtime's calls. */

import type { MuteReason } from '#schema/incident'
import type { Labels } from '../matchers/labels.ts'
import type { NotifierMeasures } from '../metrics/measures.ts'
import type { DeliveryPosition } from './delivery-store.ts'

/** An alert as it goes to a notifier. It stands until `endsMs`; an end in the past is its resolution. */
export interface AlertUpdate {
  readonly fingerprint: string
  readonly labels: Labels
  readonly annotations: Labels
  readonly startsMs: number
  readonly endsMs: number
  readonly incident: string
}

/** The configuration in force. Versions only grow. */
export interface RoutingText {
  readonly version: number
  readonly text: string
  readonly externalUrl: string
}

/** A delivery as the API shows it. */
export interface DeliveryJson {
  readonly id: string
  readonly route: string
  readonly receiver: string
  readonly integration: string
  readonly groupKey: string
  readonly status: 'firing' | 'resolved'
  readonly alerts: number
  readonly state: 'pending' | 'delivered' | 'dead'
  readonly attempts: number
  readonly createdAt: string
  readonly updatedAt: string
  readonly nextAttemptAt: string | null
  /** Why the last attempt did not succeed. */
  readonly reason: string | null
}

/** A group as it stands. */
export interface GroupJson {
  readonly labels: Labels
  readonly receiver: string
  readonly alerts: readonly AlertUpdate[]
}

/** What an alert is muted by; empty if by nothing. */
export type Verdicts = Readonly<Record<string, readonly MuteReason[]>>

/** The calls of `Notifier`. */
export interface NotifierApi {
  /** Puts a configuration in force for the route of that key; one that has no such route leaves it without groups. */
  configure(routeKey: string, routing: RoutingText): Promise<void>
  /** Takes what became of alerts. `stale` asks for `configure` first. */
  take(version: number, updates: readonly AlertUpdate[]): Promise<'taken' | 'stale'>
  groups(): Promise<readonly GroupJson[]>
  deliveries(
    state: DeliveryJson['state'] | undefined,
    limit: number,
    before: DeliveryPosition | undefined,
  ): Promise<readonly DeliveryJson[]>
  measure(): Promise<NotifierMeasures>
  /** Tries a dead delivery again from the start. */
  replay(id: string): Promise<boolean>
}
