/**
 * What correlations have counted, in the correlator's SQLite.
 *
 *     correlation_events  one row an alert and correlation: its group, when, and what is told of it if it completes one.
 *                         `is_open` waits for its tumbling window to end, `is_kept` led to something that was told
 *     correlation_groups  up to when the tumbling windows of a group are over
 *     correlation_counts  alerts that could not be counted, by reason
 */
import type { Evidence } from '#schema/alert'
import { timeText } from '../correlate/sql-store.ts'
import type { CountedEvent } from './window.ts'

/** What is told of an alert that completes a correlation, or led to it. */
export interface EventDetail {
  readonly node: string
  readonly hostname: string
  readonly evidence: Evidence
  /** The values of the group, in the order of `group-by`. */
  readonly values: readonly string[]
  readonly output: string
  /** The incident that the alert went to; empty for what another correlation found. */
  readonly incident: string
}

/** A counted alert with its group. */
export interface StoredEvent extends CountedEvent {
  readonly group: string
  readonly isCompleted: boolean
  readonly isKept: boolean
  readonly detail: EventDetail
}

/** Why an alert could not be counted. */
export type Uncounted = 'late' | 'over_bound' | 'no_group'

type Row = {
  time: string
  id: string
  ref: string
  value: string
  is_completed: number
  is_kept: number
  detail: string
}

/** How long alerts that led to something stay, in nanoseconds: 30 days. */
const keptNs = 30n * 86_400_000_000_000n

/** Reads and writes these tables. Callers hold the transaction. */
export class EventStore {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
    for (const statement of schema) sql.exec(statement)
  }

  /** Adds an alert to a group; one that is there already stays as it is. It goes when `untilNs` has passed. */
  add(rule: string, event: StoredEvent, untilNs: bigint, isOpen: boolean): void {
    this.#sql.exec(
      'INSERT OR IGNORE INTO correlation_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      rule,
      event.group,
      timeText(event.timeNs),
      event.id,
      event.rule,
      event.value,
      isOpen ? 1 : 0,
      event.isCompleted ? 1 : 0,
      event.isKept ? 1 : 0,
      timeText(untilNs),
      JSON.stringify(event.detail),
    )
  }

  /** The alerts of a group in a span of time, ends included, in order. */
  between(rule: string, group: string, fromNs: bigint, toNs: bigint, limit = -1): readonly StoredEvent[] {
    return this.#sql
      .exec<Row>(
        `SELECT time, id, ref, value, is_completed, is_kept, detail FROM correlation_events
         WHERE rule = ? AND grp = ? AND time >= ? AND time <= ? ORDER BY time, id LIMIT ?`,
        rule,
        group,
        timeText(fromNs < 0n ? 0n : fromNs),
        timeText(toNs),
        limit,
      )
      .toArray()
      .map((row) => storedEvent(row, group))
  }

  /** Notes that an alert completed its correlation. */
  complete(rule: string, { group, timeNs, id }: StoredEvent): void {
    this.#sql.exec(
      'UPDATE correlation_events SET is_completed = 1 WHERE rule = ? AND grp = ? AND time = ? AND id = ?',
      rule,
      group,
      timeText(timeNs),
      id,
    )
  }

  /** Keeps the alerts of a group that led to something. */
  keep(rule: string, group: string, fromNs: bigint, toNs: bigint): void {
    this.#sql.exec(
      `UPDATE correlation_events SET is_kept = 1, until = ?
       WHERE rule = ? AND grp = ? AND time >= ? AND time <= ? AND is_kept = 0`,
      timeText(toNs + keptNs),
      rule,
      group,
      timeText(fromNs < 0n ? 0n : fromNs),
      timeText(toNs),
    )
  }

  /** The groups of a correlation whose tumbling window began at or before a time, each with its begin. */
  openGroups(rule: string, beganByNs: bigint): readonly { readonly group: string; readonly beginNs: bigint }[] {
    return this.#sql
      .exec<{ grp: string; begin: string }>(
        `SELECT grp, min(time) AS begin FROM correlation_events WHERE rule = ? AND is_open = 1 AND time <= ?
         GROUP BY grp ORDER BY grp`,
        rule,
        timeText(beganByNs < 0n ? 0n : beganByNs),
      )
      .toArray()
      .map(({ grp, begin }) => ({ group: grp, beginNs: BigInt(begin) }))
  }

  /** The earliest alert of a correlation whose tumbling window is not over. */
  firstOpenNs(rule: string): bigint | undefined {
    const { begin } = this.#sql
      .exec<{ begin: string | null }>(
        'SELECT min(time) AS begin FROM correlation_events WHERE rule = ? AND is_open = 1',
        rule,
      )
      .one()
    return begin === null ? undefined : BigInt(begin)
  }

  /** Ends the tumbling window of a group. */
  close(rule: string, group: string, throughNs: bigint): void {
    this.#sql.exec(
      'UPDATE correlation_events SET is_open = 0 WHERE rule = ? AND grp = ? AND time <= ? AND is_open = 1',
      rule,
      group,
      timeText(throughNs),
    )
    this.#sql.exec('INSERT OR REPLACE INTO correlation_groups VALUES (?, ?, ?)', rule, group, timeText(throughNs))
  }

  /** Up to when the tumbling windows of a group are over. */
  closedThroughNs(rule: string, group: string): bigint {
    const row = this.#sql
      .exec<{ through: string }>('SELECT through FROM correlation_groups WHERE rule = ? AND grp = ?', rule, group)
      .toArray()[0]
    return row === undefined ? -1n : BigInt(row.through)
  }

  /** Counts alerts that could not be counted. */
  note(reason: Uncounted, count: number): void {
    if (count > 0)
      this.#sql.exec(
        `INSERT INTO correlation_counts VALUES (?, ?)
         ON CONFLICT (reason) DO UPDATE SET count = count + excluded.count`,
        reason,
        count,
      )
  }

  /** How many alerts could not be counted, by reason. */
  uncounted(): Readonly<Record<Uncounted, number>> {
    const counts = { late: 0, over_bound: 0, no_group: 0 }
    const rows = this.#sql.exec<{ reason: Uncounted; count: number }>('SELECT reason, count FROM correlation_counts')
    for (const { reason, count } of rows.toArray()) counts[reason] = count
    return counts
  }

  /** Forgets what can decide nothing any more. */
  prune(nowNs: bigint): void {
    this.#sql.exec('DELETE FROM correlation_events WHERE until < ?', timeText(nowNs))
    this.#sql.exec('DELETE FROM correlation_groups WHERE through < ?', timeText(nowNs - keptNs))
  }
}

const storedEvent = (row: Row, group: string): StoredEvent => ({
  timeNs: BigInt(row.time),
  id: row.id,
  rule: row.ref,
  value: row.value,
  group,
  isCompleted: row.is_completed === 1,
  isKept: row.is_kept === 1,
  // The column holds what `put` wrote.
  detail: JSON.parse(row.detail) as EventDetail,
})

const schema = [
  `CREATE TABLE IF NOT EXISTS correlation_events (
     rule TEXT NOT NULL, grp TEXT NOT NULL, time TEXT NOT NULL, id TEXT NOT NULL, ref TEXT NOT NULL,
     value TEXT NOT NULL, is_open INTEGER NOT NULL, is_completed INTEGER NOT NULL, is_kept INTEGER NOT NULL,
     until TEXT NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (rule, grp, time, id)) WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS correlation_open ON correlation_events (rule, time, grp) WHERE is_open = 1',
  'CREATE INDEX IF NOT EXISTS correlation_until ON correlation_events (until)',
  `CREATE TABLE IF NOT EXISTS correlation_groups (
     rule TEXT NOT NULL, grp TEXT NOT NULL, through TEXT NOT NULL, PRIMARY KEY (rule, grp)) WITHOUT ROWID`,
  'CREATE TABLE IF NOT EXISTS correlation_counts (reason TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID',
]
