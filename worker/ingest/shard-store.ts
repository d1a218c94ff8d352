/**
 * The tables of one ingest shard.
 *
 *     nodes    one row a node: its key and what its last batch said
 *     streams  one row an epoch of a node: last batch number, last alert, last body hash
 *     log      one row a batch, the signed body itself, in order of arrival; what lies after
 *              `delivered.position` has not reached the correlator yet, so the log is the outbox too
 */
import type { Batch, LossLedger } from '#schema/alert'
import type { Refused, Stream } from './judge.ts'
import type { Enrolment, NodeJson } from './shard-api.ts'

/** One stored batch on its way to the correlator. */
export interface LogRow {
  readonly position: number
  readonly body: Uint8Array
}

/** How many bytes of delivered batches a shard keeps as evidence. */
const keptBytes = 512 << 20

/** Reads and writes the tables of one shard. Callers hold the transaction. */
export class ShardStore {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
    for (const statement of schema) sql.exec(statement)
  }

  publicKeyOf(node: string): Uint8Array | undefined {
    const row = this.#sql.exec<{ public_key: ArrayBuffer }>('SELECT public_key FROM nodes WHERE node = ?', node)
    const key = row.toArray()[0]?.public_key
    return key && new Uint8Array(key)
  }

  enrol(enrolment: Enrolment, nowMs: number): void {
    this.#sql.exec(
      `INSERT INTO nodes (node, public_key, hostname, enrolled_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (node) DO UPDATE SET public_key = excluded.public_key, hostname = excluded.hostname`,
      enrolment.node,
      enrolment.publicKey,
      enrolment.hostname,
      nowMs,
    )
  }

  stream(node: string, epoch: string): Stream | undefined {
    const row = this.#sql
      .exec<{ number: number; seq: number; body_hash: ArrayBuffer }>(
        'SELECT number, seq, body_hash FROM streams WHERE node = ? AND epoch = ?',
        node,
        epoch,
      )
      .toArray()[0]
    return row && { number: row.number, seq: row.seq, bodyHash: new Uint8Array(row.body_hash) }
  }

  refused(node: string): Refused | undefined {
    const row = this.#sql
      .exec<{ refused_hash: ArrayBuffer | null; refused_now: number }>(
        'SELECT refused_hash, refused_now FROM nodes WHERE node = ?',
        node,
      )
      .toArray()[0]
    if (!row?.refused_hash) return undefined
    return { bodyHash: new Uint8Array(row.refused_hash), count: row.refused_now }
  }

  /** Remembers a body as refused for good. */
  refuse(node: string, bodyHash: Uint8Array): void {
    this.#sql.exec(
      `UPDATE nodes SET refused_hash = ?, refused_now = refused_now + 1, refused_batches = refused_batches + 1
       WHERE node = ? AND refused_hash IS NOT ?`,
      bodyHash,
      node,
      bodyHash,
    )
  }

  /** The hash of a batch held in the log, unless it was pruned. */
  hashInLog(batch: Batch): Uint8Array | undefined {
    const row = this.#sql.exec<{ body_hash: ArrayBuffer }>(
      'SELECT body_hash FROM log WHERE node = ? AND epoch = ? AND number = ?',
      batch.node,
      batch.epoch,
      batch.number,
    )
    const hash = row.toArray()[0]?.body_hash
    return hash && new Uint8Array(hash)
  }

  /** Appends a batch to the log and moves its stream and node forward. Returns its position. */
  append(batch: Batch, body: Uint8Array, stream: Stream, missingAlerts: number, nowMs: number): number {
    const { node, epoch } = batch
    this.#sql.exec(
      `UPDATE nodes SET last_seen = ?, epoch = ?, bundle = ?, ledger = ?, shed = ?, refused_hash = NULL, refused_now = 0,
       missing_alerts = missing_alerts + ? WHERE node = ?`,
      nowMs,
      epoch,
      batch.bundle,
      JSON.stringify(batch.ledger),
      batch.shed,
      missingAlerts,
      node,
    )
    return this.appendForeign(batch, body, stream)
  }

  /** Appends a batch that the edge itself made of foreign alerts: it says nothing about its node. */
  appendForeign({ node, epoch, number }: Batch, body: Uint8Array, stream: Stream): number {
    this.#sql.exec(
      `INSERT INTO streams (node, epoch, number, seq, body_hash) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (node, epoch) DO UPDATE SET number = excluded.number, seq = excluded.seq, body_hash = excluded.body_hash`,
      node,
      epoch,
      stream.number,
      stream.seq,
      stream.bodyHash,
    )
    return this.#sql
      .exec<{ position: number }>(
        'INSERT INTO log (node, epoch, number, body_hash, body) VALUES (?, ?, ?, ?, ?) RETURNING position',
        node,
        epoch,
        number,
        stream.bodyHash,
        body,
      )
      .one().position
  }

  /** The oldest batches that the correlator has not confirmed. */
  undelivered(count: number): readonly LogRow[] {
    return this.#sql
      .exec<{ position: number; body: ArrayBuffer }>(
        'SELECT position, body FROM log WHERE position > (SELECT position FROM delivered) ORDER BY position LIMIT ?',
        count,
      )
      .toArray()
      .map((row) => ({ position: row.position, body: new Uint8Array(row.body) }))
  }

  /** Notes what the correlator confirmed, and lets go of the oldest bodies beyond what is kept. */
  setDelivered(position: number): void {
    this.#sql.exec('UPDATE delivered SET position = max(position, ?)', position)
    if (position % 256 !== 0) return
    this.#sql.exec(
      `DELETE FROM log WHERE position <= (SELECT position FROM delivered) AND position <= coalesce(
         (SELECT position FROM (SELECT position, sum(length(body)) OVER (ORDER BY position DESC) AS held FROM log)
          WHERE held > ? ORDER BY position DESC LIMIT 1), -1)`,
      keptBytes,
    )
  }

  nodes(): readonly NodeJson[] {
    return this.#sql.exec<NodeRow>(nodesQuery).toArray().map(nodeJson)
  }
}

const schema = [
  `CREATE TABLE IF NOT EXISTS nodes (
     node TEXT PRIMARY KEY, public_key BLOB NOT NULL, hostname TEXT NOT NULL, enrolled_at INTEGER NOT NULL,
     last_seen INTEGER, epoch TEXT, bundle TEXT, ledger TEXT NOT NULL DEFAULT '{}', shed INTEGER NOT NULL DEFAULT 0,
     refused_hash BLOB, refused_now INTEGER NOT NULL DEFAULT 0, refused_batches INTEGER NOT NULL DEFAULT 0,
     missing_alerts INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS streams (
     node TEXT NOT NULL, epoch TEXT NOT NULL, number INTEGER NOT NULL, seq INTEGER NOT NULL, body_hash BLOB NOT NULL,
     PRIMARY KEY (node, epoch)) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS log (
     position INTEGER PRIMARY KEY AUTOINCREMENT, node TEXT NOT NULL, epoch TEXT NOT NULL, number INTEGER NOT NULL,
     body_hash BLOB NOT NULL, body BLOB NOT NULL)`,
  'CREATE UNIQUE INDEX IF NOT EXISTS log_batch ON log (node, epoch, number)',
  'CREATE TABLE IF NOT EXISTS delivered (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), position INTEGER NOT NULL)',
  'INSERT OR IGNORE INTO delivered VALUES (1, 0)',
]

const nodesQuery = `
  SELECT nodes.*, coalesce(streams.seq, 0) AS seq FROM nodes
  LEFT JOIN streams ON streams.node = nodes.node AND streams.epoch = nodes.epoch ORDER BY nodes.node`

type NodeRow = {
  node: string
  hostname: string
  enrolled_at: number
  last_seen: number | null
  epoch: string | null
  bundle: string | null
  ledger: string
  shed: number
  refused_batches: number
  missing_alerts: number
  seq: number
}

const nodeJson = (row: NodeRow): NodeJson => ({
  node: row.node,
  hostname: row.hostname,
  lastSeen: row.last_seen === null ? null : new Date(row.last_seen).toISOString(),
  enrolledAt: new Date(row.enrolled_at).toISOString(),
  epoch: row.epoch,
  acknowledged: row.seq,
  bundle: row.bundle,
  // The column holds what `append` put there, a parsed ledger.
  ledger: JSON.parse(row.ledger) as LossLedger,
  shed: row.shed,
  refusedBatches: row.refused_batches,
  missingAlerts: row.missing_alerts,
})
