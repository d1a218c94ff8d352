/**
 * The tables of one ingest shard.
 *
 *     nodes    one row a node: its key, and what of it was refused
 *     streams  one row an epoch of a node: last batch number, last alert, last body hash, and what the batch said
 *     log      one row a batch, the signed body itself, in order of arrival; what lies after
 *              `delivered.position` has not reached the correlator yet, so the log is the outbox too
 *
 * The shard is the only writer, so it keeps the nodes and streams that it has used in memory. Batches of one transaction
 * are written together by `flush`. `forget` goes back to the tables, as after a transaction that was rolled back.
 */
import { Unpackr } from 'msgpackr'
import type { LossLedger } from '#schema/alert'
import { type Bound, putRows } from '../sql/many-rows.ts'
import { emptyStream, type Refused, type Stream } from './judge.ts'
import type { Enrolment, NodeJson } from './shard-api.ts'

/** One stored batch. */
export interface LogRow {
  readonly position: number
  readonly body: Uint8Array
}

/** A batch as it is stored, and where its stream stands with it. `ledger` is msgpack. */
export interface Appended {
  readonly node: string
  readonly epoch: string
  readonly body: Uint8Array
  readonly stream: Stream
  readonly shed: number
  readonly bundle: string
  readonly ledger: Uint8Array
}

/** What is known of a node without asking the tables. */
interface KnownNode {
  readonly publicKey: Uint8Array
  refused: Refused | undefined
}

/** How many bytes of delivered batches a shard keeps as evidence. */
const keptBytes = 512 << 20

/** How many nodes and streams are kept in memory. */
const maxKnown = 20_000

const unpackr = new Unpackr({ useRecords: false })

/** Reads and writes the tables of one shard. Callers hold the transaction. */
export class ShardStore {
  readonly #sql: SqlStorage
  readonly #nodes = new Map<string, KnownNode>()
  readonly #streams = new Map<string, Stream>()
  #head: { position: number; total: number }
  #oldestTotal: number
  /** What was appended and is not written yet: of each stream the newest. */
  readonly #newStreams = new Map<string, readonly Bound[]>()
  #newRows: (readonly Bound[])[] = []

  constructor(sql: SqlStorage) {
    this.#sql = sql
    for (const statement of schema) sql.exec(statement)
    addMissingColumns(sql)
    this.#head = this.#end('DESC')
    this.#oldestTotal = this.#end('ASC').total
  }

  /** The position of the newest batch. */
  get head(): number {
    return this.#head.position
  }

  /** Lets go of everything in memory, so that the tables are asked again. */
  forget(): void {
    this.#nodes.clear()
    this.#streams.clear()
    this.#newStreams.clear()
    this.#newRows = []
    this.#head = this.#end('DESC')
    this.#oldestTotal = this.#end('ASC').total
  }

  publicKeyOf(node: string): Uint8Array | undefined {
    return this.#node(node)?.publicKey
  }

  enrol(enrolment: Enrolment, nowMs: number): void {
    this.#nodes.delete(enrolment.node)
    this.#sql.exec(
      `INSERT INTO nodes (node, public_key, hostname, enrolled_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (node) DO UPDATE SET public_key = excluded.public_key, hostname = excluded.hostname`,
      enrolment.node,
      enrolment.publicKey,
      enrolment.hostname,
      nowMs,
    )
  }

  /** Where a stream stands; an empty one where nothing has come yet. */
  stream(node: string, epoch: string): Stream {
    const key = `${node}/${epoch}`
    const known = this.#streams.get(key)
    if (known !== undefined) return known
    this.flush()
    const [row] = this.#sql
      .exec<{ number: number; seq: number; body_hash: ArrayBuffer }>(
        'SELECT number, seq, body_hash FROM streams WHERE node = ? AND epoch = ?',
        node,
        epoch,
      )
      .toArray()
    if (row === undefined) return emptyStream
    const stream = { number: row.number, seq: row.seq, bodyHash: new Uint8Array(row.body_hash) }
    this.#keep(key, stream)
    return stream
  }

  refused(node: string): Refused | undefined {
    return this.#node(node)?.refused
  }

  /** Remembers a body as refused for good. */
  refuse(node: string, bodyHash: Uint8Array): void {
    this.#nodes.delete(node)
    this.#sql.exec(
      `UPDATE nodes SET refused_hash = ?, refused_now = refused_now + 1, refused_batches = refused_batches + 1
       WHERE node = ? AND refused_hash IS NOT ?`,
      bodyHash,
      node,
      bodyHash,
    )
  }

  /** The hash of a batch that is held, unless it was pruned from the log. */
  heldHash(node: string, epoch: string, number: number): Uint8Array | undefined {
    const stream = this.stream(node, epoch)
    if (stream.number === number) return stream.bodyHash
    this.flush()
    const [row] = this.#sql
      .exec<{ body_hash: ArrayBuffer }>(
        'SELECT body_hash FROM log WHERE node = ? AND epoch = ? AND number = ?',
        node,
        epoch,
        number,
      )
      .toArray()
    return row && new Uint8Array(row.body_hash)
  }

  /** Appends a batch to the log and moves its stream forward. `nowMs` is undefined for what no agent sent. */
  append(batch: Appended, nowMs: number | undefined): void {
    const { node, epoch, body, stream } = batch
    const key = `${node}/${epoch}`
    const position = this.#head.position + 1
    const total = this.#head.total + body.length
    const shed = Math.max(batch.shed, Number(this.#newStreams.get(key)?.[5] ?? 0))
    this.#newStreams.set(key, [
      ...[node, epoch, stream.number, stream.seq, stream.bodyHash, shed, batch.bundle, batch.ledger],
      nowMs ?? null,
    ])
    this.#newRows.push([position, node, epoch, stream.number, stream.bodyHash, body, total])
    this.#head = { position, total }
    this.#keep(key, stream)
  }

  /** Writes what was appended. */
  flush(): void {
    putRows(
      this.#sql,
      'INSERT OR FAIL INTO streams (node, epoch, number, seq, body_hash, shed, bundle, ledger, last_seen)',
      9,
      [...this.#newStreams.values()],
      `ON CONFLICT (node, epoch) DO UPDATE SET number = excluded.number, seq = excluded.seq,
         body_hash = excluded.body_hash, shed = max(shed, excluded.shed), bundle = excluded.bundle,
         ledger = excluded.ledger, last_seen = excluded.last_seen`,
    )
    putRows(
      this.#sql,
      'INSERT OR FAIL INTO log (position, node, epoch, number, body_hash, body, total)',
      7,
      this.#newRows,
    )
    this.#newStreams.clear()
    this.#newRows = []
  }

  /** The chain of a node goes on after what was refused; the alerts in there are missing for good. */
  goOn(node: string, missingAlerts: number): void {
    const known = this.#node(node)
    if (known === undefined || (known.refused === undefined && missingAlerts === 0)) return
    known.refused = undefined
    this.#sql.exec(
      'UPDATE nodes SET refused_hash = NULL, refused_now = 0, missing_alerts = missing_alerts + ? WHERE node = ?',
      missingAlerts,
      node,
    )
  }

  /** Batches after `after` up to `through`, the oldest first. Nothing may be written before the last one is read. */
  *rows(after: number, through: number): Iterable<LogRow> {
    const rows = this.#sql.exec<{ position: number; body: ArrayBuffer }>(
      'SELECT position, body FROM log WHERE position > ? AND position <= ? ORDER BY position',
      after,
      through,
    )
    for (const { position, body } of rows) yield { position, body: new Uint8Array(body) }
  }

  /** The position up to which the correlator has everything. */
  delivered(): number {
    return this.#sql.exec<{ position: number }>('SELECT position FROM delivered').one().position
  }

  /** Notes what the correlator holds, and lets go of the oldest bodies beyond what is kept. */
  setDelivered(position: number): void {
    this.#sql.exec('UPDATE delivered SET position = ?', position)
    const surplus = this.#head.total - keptBytes
    if (this.#oldestTotal >= surplus) return
    this.#sql.exec(
      `DELETE FROM log WHERE total < ? AND position <= ?
       AND position <= (SELECT max(position) FROM (SELECT position FROM log ORDER BY position LIMIT 256))`,
      surplus,
      position,
    )
    this.#oldestTotal = this.#end('ASC').total
  }

  /** Nodes by name behind `after`, at most `limit`; -1 is all. */
  nodes(after: string, limit: number): readonly NodeJson[] {
    return this.#sql.exec<NodeRow>(nodesQuery, after, limit).toArray().map(nodeJson)
  }

  /** Forgets the key of a node. What it sent stays, and so does where it goes on if it is enrolled again. */
  remove(node: string): boolean {
    if (this.#node(node) === undefined) return false
    this.#sql.exec('DELETE FROM nodes WHERE node = ?', node)
    return this.#nodes.delete(node)
  }

  #end(order: 'ASC' | 'DESC'): { position: number; total: number } {
    const [row] = this.#sql
      .exec<{ position: number; total: number }>(`SELECT position, total FROM log ORDER BY position ${order} LIMIT 1`)
      .toArray()
    // After the log was emptied, positions go on from what the correlator has.
    return row ?? { position: this.delivered(), total: 0 }
  }

  #node(node: string): KnownNode | undefined {
    const known = this.#nodes.get(node)
    if (known !== undefined) return known
    const [row] = this.#sql
      .exec<{ public_key: ArrayBuffer; refused_hash: ArrayBuffer | null; refused_now: number }>(
        'SELECT public_key, refused_hash, refused_now FROM nodes WHERE node = ?',
        node,
      )
      .toArray()
    if (row === undefined) return undefined
    const refused = row.refused_hash && { bodyHash: new Uint8Array(row.refused_hash), count: row.refused_now }
    const found = { publicKey: new Uint8Array(row.public_key), refused: refused ?? undefined }
    if (this.#nodes.size >= maxKnown) this.#nodes.clear()
    this.#nodes.set(node, found)
    return found
  }

  #keep(key: string, stream: Stream): void {
    if (this.#streams.size >= maxKnown) this.#streams.clear()
    this.#streams.set(key, stream)
  }
}

const schema = [
  `CREATE TABLE IF NOT EXISTS nodes (
     node TEXT PRIMARY KEY, public_key BLOB NOT NULL, hostname TEXT NOT NULL, enrolled_at INTEGER NOT NULL,
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

/** Columns that a shard made before they were thought of does not have. `total` counts the bytes of the log so far. */
const laterColumns: readonly (readonly [table: string, column: string, type: string])[] = [
  ['streams', 'shed', 'INTEGER NOT NULL DEFAULT 0'],
  ['streams', 'bundle', "TEXT NOT NULL DEFAULT ''"],
  ['streams', 'ledger', 'BLOB'],
  ['streams', 'last_seen', 'INTEGER'],
  ['log', 'total', 'INTEGER NOT NULL DEFAULT 0'],
]

const addMissingColumns = (sql: SqlStorage): void => {
  for (const [table, column, type] of laterColumns) {
    const { made } = sql.exec<{ made: string }>('SELECT sql AS made FROM sqlite_master WHERE name = ?', table).one()
    if (!made.includes(`${column} ${type}`)) sql.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`)
  }
}

/** The epoch of a node is the one that it was last heard of in. */
const nodesQuery = `
  SELECT nodes.*, newest.epoch, newest.seq, newest.bundle, newest.ledger, newest.last_seen,
    (SELECT coalesce(sum(shed), 0) FROM streams WHERE streams.node = nodes.node) AS shed
  FROM nodes LEFT JOIN streams AS newest ON newest.node = nodes.node AND newest.epoch = (
    SELECT epoch FROM streams WHERE streams.node = nodes.node AND last_seen IS NOT NULL
    ORDER BY last_seen DESC, number DESC LIMIT 1)
  WHERE nodes.node > ? ORDER BY nodes.node LIMIT ?`

type NodeRow = {
  node: string
  hostname: string
  enrolled_at: number
  last_seen: number | null
  epoch: string | null
  bundle: string | null
  ledger: ArrayBuffer | null
  shed: number
  refused_batches: number
  missing_alerts: number
  seq: number | null
}

const nodeJson = (row: NodeRow): NodeJson => ({
  node: row.node,
  hostname: row.hostname,
  lastSeen: row.last_seen === null ? null : new Date(row.last_seen).toISOString(),
  enrolledAt: new Date(row.enrolled_at).toISOString(),
  epoch: row.epoch,
  acknowledged: row.seq ?? 0,
  bundle: row.bundle,
  // The column holds the ledger of a batch that was read without fault.
  ledger: row.ledger === null ? {} : (unpackr.unpack(new Uint8Array(row.ledger)) as LossLedger),
  shed: row.shed,
  refusedBatches: row.refused_batches,
  missingAlerts: row.missing_alerts,
})
