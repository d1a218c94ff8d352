/** What an ingest shard answers, over the runtime's calls. */
import type { Alert, LossLedger } from '#schema/alert'
import type { Fault } from '../fault.ts'
import type { ShardMeasures } from '../metrics/measures.ts'

/** A node that asks to be known. */
export interface Enrolment {
  readonly node: string
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array
  readonly hostname: string
}

/** A body whose signature was checked against `publicKey`. */
export interface SignedBody {
  readonly node: string
  readonly publicKey: Uint8Array
  readonly body: Uint8Array
  /** SHA-256 of the body. */
  readonly bodyHash: Uint8Array
}

/** What became of a body. */
export type IngestAnswer =
  | { readonly kind: 'acknowledged'; readonly seq: number; readonly batch: number }
  | { readonly kind: 'gap'; readonly expected: number; readonly expectedBatch: number }
  | { readonly kind: 'refused'; readonly code: 'chain' | 'malformed'; readonly faults: readonly Fault[] }
  | { readonly kind: 'other_key' }

/** One row of `GET /v1/nodes`. */
export interface NodeJson {
  readonly node: string
  readonly hostname: string
  /** RFC 3339; null before the first batch. */
  readonly lastSeen: string | null
  readonly enrolledAt: string
  readonly epoch: string | null
  /** Last alert stored of the current epoch. */
  readonly acknowledged: number
  readonly bundle: string | null
  readonly ledger: LossLedger
  /** Alerts that the node itself shed, summed over its epochs. */
  readonly shed: number
  /** Bodies refused for good, and the alerts known to be missing because of them. */
  readonly refusedBatches: number
  readonly missingAlerts: number
}

/** The calls of `IngestShard`. */
export interface IngestShardApi {
  enrol(enrolment: Enrolment): Promise<'enrolled' | 'known' | 'key_replaced'>
  publicKeyOf(node: string): Promise<Uint8Array | null>
  /** Takes bodies, and answers each in its place. */
  ingest(bodies: readonly SignedBody[]): Promise<readonly IngestAnswer[]>
  /** Nodes by name behind `after`, at most `limit`. */
  nodes(after: string, limit: number): Promise<readonly NodeJson[]>
  /** Takes a node's key away: what it signs is refused until it is enrolled again. False if it has none. */
  remove(node: string): Promise<boolean>
  measure(): Promise<ShardMeasures>
  /** Stores alerts that no agent signed. The faults are why they cannot be stored; then none is. */
  ingestForeign(node: string, alerts: readonly Alert[]): Promise<readonly Fault[]>
}
