/**
 * The groups of one notifier.
 *
 *     groups    alerts that are told together, and when they are looked at next
 *     members   the alerts of each group
 *     told      what each target was told last of each group
 *     settings  the route and the configuration in force
 */
import type { Labels } from '../matchers/labels.ts'
import type { Told } from './decide.ts'
import type { AlertUpdate } from './notifier-api.ts'

/** A group that is due. */
export interface Group {
  readonly id: number
  readonly key: string
  readonly labels: Labels
  /** Alerts that found the group full. */
  readonly leftOut: number
}

/** How many alerts a group holds; what comes beyond is counted. */
const maxMembers = 10_000

/** Reads and writes these tables. Callers hold the transaction. */
export class GroupStore {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
    for (const statement of schema) sql.exec(statement)
  }

  setting(name: string): string | undefined {
    return this.#sql.exec<{ value: string }>('SELECT value FROM settings WHERE name = ?', name).toArray()[0]?.value
  }

  setSetting(name: string, value: string): void {
    this.#sql.exec('INSERT OR REPLACE INTO settings VALUES (?, ?)', name, value)
  }

  /** Adds an alert to a group, which is made if it is not there. An alert that is over joins no new group. */
  putMember(key: string, labels: Labels, alert: AlertUpdate, firstFlushMs: number, nowMs: number): void {
    const known = this.#sql
      .exec<{ id: number; size: number }>('SELECT id, size FROM groups WHERE key = ?', key)
      .toArray()[0]
    const isMember = known !== undefined && this.#isMember(known.id, alert.fingerprint)
    if (alert.endsMs <= nowMs && !isMember) return
    const id = known?.id ?? this.#createGroup(key, labels, firstFlushMs)
    if (!isMember) {
      const isFull = known !== undefined && known.size >= maxMembers
      this.#sql.exec(`UPDATE groups SET ${isFull ? 'left_out = left_out' : 'size = size'} + 1 WHERE id = ?`, id)
      if (isFull) return
    }
    this.#sql.exec(
      `INSERT INTO members VALUES (?, ?, ?, ?) ON CONFLICT (group_id, fingerprint)
       DO UPDATE SET alert = excluded.alert, ends = excluded.ends`,
      id,
      alert.fingerprint,
      JSON.stringify(alert),
      alert.endsMs,
    )
  }

  dueGroups(nowMs: number): readonly Group[] {
    return this.#sql
      .exec<GroupRow>(
        'SELECT id, key, labels, left_out FROM groups WHERE flush_at <= ? ORDER BY flush_at LIMIT 64',
        nowMs,
      )
      .toArray()
      .map(groupOf)
  }

  groups(): readonly Group[] {
    return this.#sql
      .exec<GroupRow>('SELECT id, key, labels, left_out FROM groups ORDER BY key LIMIT 1000')
      .toArray()
      .map(groupOf)
  }

  members(group: number): readonly AlertUpdate[] {
    return (
      this.#sql
        .exec<{ alert: string }>('SELECT alert FROM members WHERE group_id = ? ORDER BY fingerprint', group)
        .toArray()
        // The column holds what `putMember` put there.
        .map((row) => JSON.parse(row.alert) as AlertUpdate)
    )
  }

  /** Lets go of the alerts of a group that were over, and of the group once it is empty. */
  settle(group: number, nowMs: number, nextFlushMs: number): void {
    this.#sql.exec('DELETE FROM members WHERE group_id = ? AND ends <= ?', group, nowMs)
    const { size } = this.#sql
      .exec<{ size: number }>('SELECT count(*) AS size FROM members WHERE group_id = ?', group)
      .one()
    if (size === 0) this.#removeGroup(group)
    else this.#sql.exec('UPDATE groups SET flush_at = ?, size = ? WHERE id = ?', nextFlushMs, size, group)
  }

  removeAllGroups(): void {
    for (const table of ['groups', 'members', 'told']) this.#sql.exec(`DELETE FROM ${table}`)
  }

  told(group: number, integration: string): Told | undefined {
    const row = this.#sql
      .exec<{ firing: string; resolved: string; at: number }>(
        'SELECT firing, resolved, at FROM told WHERE group_id = ? AND integration = ?',
        group,
        integration,
      )
      .toArray()[0]
    // The columns hold what `setTold` put there.
    return (
      row && {
        firing: JSON.parse(row.firing) as string[],
        resolved: JSON.parse(row.resolved) as string[],
        atMs: row.at,
      }
    )
  }

  setTold(group: number, integration: string, { firing, resolved, atMs }: Told): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?, ?)',
      group,
      integration,
      JSON.stringify(firing),
      JSON.stringify(resolved),
      atMs,
    )
  }

  /** When a group is due next. */
  nextDueMs(): number | undefined {
    return this.#sql.exec<{ at: number | null }>('SELECT min(flush_at) AS at FROM groups').one().at ?? undefined
  }

  #createGroup(key: string, labels: Labels, firstFlushMs: number): number {
    return this.#sql
      .exec<{ id: number }>(
        'INSERT INTO groups (key, labels, flush_at) VALUES (?, ?, ?) RETURNING id',
        key,
        JSON.stringify(labels),
        firstFlushMs,
      )
      .one().id
  }

  #isMember(group: number, fingerprint: string): boolean {
    return (
      this.#sql.exec('SELECT 1 FROM members WHERE group_id = ? AND fingerprint = ?', group, fingerprint).toArray()
        .length > 0
    )
  }

  #removeGroup(group: number): void {
    this.#sql.exec('DELETE FROM groups WHERE id = ?', group)
    this.#sql.exec('DELETE FROM told WHERE group_id = ?', group)
  }
}

type GroupRow = { id: number; key: string; labels: string; left_out: number }

const groupOf = (row: GroupRow): Group => ({
  id: row.id,
  key: row.key,
  // The column holds what `#createGroup` put there.
  labels: JSON.parse(row.labels) as Labels,
  leftOut: row.left_out,
})

const schema = [
  'CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID',
  `CREATE TABLE IF NOT EXISTS groups (
     id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, labels TEXT NOT NULL, flush_at INTEGER NOT NULL,
     size INTEGER NOT NULL DEFAULT 0, left_out INTEGER NOT NULL DEFAULT 0)`,
  'CREATE INDEX IF NOT EXISTS groups_due ON groups (flush_at)',
  `CREATE TABLE IF NOT EXISTS members (
     group_id INTEGER NOT NULL, fingerprint TEXT NOT NULL, alert TEXT NOT NULL, ends INTEGER NOT NULL,
     PRIMARY KEY (group_id, fingerprint)) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS told (
     group_id INTEGER NOT NULL, integration TEXT NOT NULL, firing TEXT NOT NULL, resolved TEXT NOT NULL,
     at INTEGER NOT NULL, PRIMARY KEY (group_id, integration)) WITHOUT ROWID`,
]
