/**
 * What leaves a node: alerts, in signed batches.
 *
 * A batch is encoded once with msgpack (`useRecords: false`, maps with string keys; `batch-table.ts` says how), hashed,
 * signed, written to the node's outbox and sent as those same bytes until the edge acknowledges it:
 *
 *     POST /v1/ingest
 *     content-type: application/vnd.msgpack
 *     eyas-node: <node id>
 *     eyas-signature: <base64 of the Ed25519 signature over the SHA-256 of the body>
 *
 *     200 {"acknowledged": <last alert sequence number stored for this node>}
 *     401 unknown node or bad signature        (permanent until the node is enrolled again)
 *     409 {"code": "gap", "expected": <seq>}    a batch is missing before this one
 *     422 {"code": "chain"|"malformed", ...}    the bytes can never be taken; the agent sets the batch aside
 *     429, 503                                   try later (Retry-After in seconds)
 *
 * A batch the edge already holds is acknowledged again and has no second effect.
 */
import type { Priority } from './priority.ts'

/** A value of one output field, as Falco's JSON has it; `null` is a missing value, an array the members of a list. */
export type FieldValue = string | number | bigint | boolean | null | readonly string[]

/** One process, identified across pid reuse by its start time. */
export interface ProcessKey {
  readonly pid: number
  /** Nanoseconds since boot at which the process started (`task->start_boottime`); 0n if unknown. */
  readonly startNs: bigint
  /** `proc.name`. */
  readonly name: string
  /** `proc.exepath`. */
  readonly exePath: string
  /** `proc.cmdline`, cut to 1024 bytes. */
  readonly commandLine: string
}

/** Whether everything the verdict rests on was seen. */
export interface Evidence {
  readonly complete: boolean
  /** Events lost on this node since the process tree was last known whole. */
  readonly lostEvents: number
  /** What is missing, in words: `container metadata pending`, `process seen only in part`. */
  readonly missing: readonly string[]
}

/** One rule that matched one event, as it travels. */
export interface Alert {
  /** Per-node sequence number, from 1, without gaps; with the node id it is the alert's identity. */
  readonly seq: number
  /** Wall-clock nanoseconds since 1970. */
  readonly timeNs: bigint
  readonly rule: string
  readonly priority: Priority
  /** `syscall`, `k8s_audit`, `internal`. */
  readonly source: string
  readonly tags: readonly string[]
  readonly hostname: string
  /** The formatted output line, with time and priority in front, as Falco prints it. */
  readonly output: string
  readonly fields: Readonly<Record<string, FieldValue>>
  /** The process that acted, then its parent, and so on; at most 16, outermost last. Empty for sources without processes. */
  readonly lineage: readonly ProcessKey[]
  /** Short container id, or `host`, or an empty string if unknown. */
  readonly containerId: string
  readonly evidence: Evidence
  /** Names the alert for a patch that may follow; only where something was still being asked when it left. */
  readonly patchable?: string
  /**
   * This is no new alert: it is the one that was `patchable` by this name on the same node, said again with what was
   * missing. It takes the other's place under the other's id; without the other, or the second time, it changes nothing.
   */
  readonly patches?: string
}

/** `seen = filtered + evaluated + dropped`, counted since the agent started, by event type name. */
export type LossLedger = Readonly<
  Record<
    string,
    { readonly seen: number; readonly filtered: number; readonly evaluated: number; readonly dropped: number }
  >
>

/** What one request to `/v1/ingest` carries. */
export interface Batch {
  readonly version: 1
  readonly node: string
  /** Changes when the outbox of a node was lost and sequence numbers begin again. 32 hex digits. */
  readonly epoch: string
  /** Number of this batch within the epoch, from 1, without gaps. */
  readonly number: number
  /** SHA-256 of the body of the batch before; 32 zero bytes in the first of an epoch. */
  readonly previous: Uint8Array
  /** Digest of the rules in force when the batch was sealed, `sha256:<hex>`. */
  readonly bundle: string
  readonly alerts: readonly Alert[]
  /** Alerts that the node could not keep since the epoch began: shed by size limits, or lost with damaged bytes on disk. */
  readonly shed: number
  readonly ledger: LossLedger
}

/** The identity of an alert across the system. */
export const alertId = (node: string, epoch: string, seq: number): string => `${node}/${epoch.slice(0, 8)}/${seq}`

/** Falco's JSON alert (`json_output: true`), key for key. */
export interface FalcoAlert {
  readonly hostname: string
  readonly output: string
  readonly output_fields: Readonly<Record<string, FieldValue>>
  readonly priority: Priority
  readonly rule: string
  readonly source: string
  readonly tags: readonly string[]
  /** RFC 3339 with nanoseconds, UTC. */
  readonly time: string
}
