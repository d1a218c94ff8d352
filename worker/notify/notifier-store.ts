/**
 * The tables of one notifier.
 *
 *     groups      alerts that are told together, and when they are looked at next
 *     members     the alerts of each group
 *     told        what each target was told last of each group
 *     deliveries  the outbox: notifications on their way, arrived, or given up
 */
import type { Labels } from '../matchers/labels.ts'
import type { Told } from './decide.ts'
import type { Notification } from './notification.ts'
import type { AlertUpdate, DeliveryJson } from './notifier-api.ts'

/** A group that is due. */
export interface Group {
  readonly id: number
  readonly key: string
  readonly labels: Labels
  /** Alerts that found the group full. */
  readonly leftOut: number
}

/** A delivery that is due. */
export interface DueDelivery {
  readonly id: number
  readonly integration: string
  readonly notification: Notification
  readonly attempts: number
  readonly createdMs: number
}

const keptDeliveries = 10_000

/** How many alerts a group holds; what comes beyond is counted. */
const maxMembers = 10_000

/** Reads and writes the tables of a notifier. Callers hold the transaction. */
export class NotifierStore {
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
    const known = this.#sql.exec<{ id: number }>('SELECT id FROM groups WHERE key = ?', key).toArray()[0]?.id
    if (known === undefined && alert.endsMs <= nowMs) return
    const id = known ?? this.#createGroup(key, labels, firstFlushMs)
    const isMember = known !== undefined && this.#isMember(id, alert.fingerprint)
    if (alert.endsMs <= nowMs && !isMember) return
    if (!isMember && known !== undefined && this.#isFull(id)) {
      this.#sql.exec('UPDATE groups SET left_out = left_out + 1 WHERE id = ?', id)
      return
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
    if (this.#sql.exec('SELECT 1 FROM members WHERE group_id = ? LIMIT 1', group).toArray().length > 0)
      this.#sql.exec('UPDATE groups SET flush_at = ? WHERE id = ?', nextFlushMs, group)
    else this.#removeGroup(group)
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

  /** Puts a notification into the outbox. `identify` makes its id out of its place in it. */
  enqueue(integration: string, nowMs: number, make: (place: number) => Notification): void {
    const { id } = this.#sql
      .exec<{ id: number }>(
        `INSERT INTO deliveries (integration, group_key, receiver, notification, state, attempts, next_at, created, updated)
         VALUES (?, '', '', '', 'pending', 0, ?, ?, ?) RETURNING id`,
        integration,
        nowMs,
        nowMs,
        nowMs,
      )
      .one()
    const notification = make(id)
    this.#sql.exec(
      'UPDATE deliveries SET key = ?, group_key = ?, receiver = ?, notification = ? WHERE id = ?',
      notification.id,
      notification.groupKey,
      notification.receiver,
      JSON.stringify(notification),
      id,
    )
    if (id % 256 === 0)
      this.#sql.exec("DELETE FROM deliveries WHERE state <> 'pending' AND id <= ?", id - keptDeliveries)
  }

  /** Deliveries that are due, of each target and group the oldest only, so that they arrive in order. */
  dueDeliveries(nowMs: number): readonly DueDelivery[] {
    return this.#sql
      .exec<{ id: number; integration: string; notification: string; attempts: number; created: number }>(
        `SELECT id, integration, notification, attempts, created FROM deliveries WHERE state = 'pending' AND next_at <= ?
         AND id IN (SELECT min(id) FROM deliveries WHERE state = 'pending' GROUP BY receiver, integration, group_key)
         ORDER BY id LIMIT 64`,
        nowMs,
      )
      .toArray()
      .map((row) => ({
        id: row.id,
        integration: row.integration,
        // The column holds what `enqueue` put there.
        notification: JSON.parse(row.notification) as Notification,
        attempts: row.attempts,
        createdMs: row.created,
      }))
  }

  /** Notes what an attempt came to. */
  setDelivery(id: number, state: DeliveryJson['state'], nowMs: number, nextMs: number, reason: string | null): void {
    this.#sql.exec(
      'UPDATE deliveries SET state = ?, attempts = attempts + 1, next_at = ?, updated = ?, reason = ? WHERE id = ?',
      state,
      nextMs,
      nowMs,
      reason,
      id,
    )
  }

  /** Puts a dead delivery back into the outbox. */
  replay(key: string, nowMs: number): boolean {
    return (
      this.#sql
        .exec(
          `UPDATE deliveries SET state = 'pending', attempts = 0, next_at = ?, updated = ?, created = ?
           WHERE key = ? AND state = 'dead' RETURNING id`,
          nowMs,
          nowMs,
          nowMs,
          key,
        )
        .toArray().length > 0
    )
  }

  /** When something is due next, leaving out the deliveries that are under way. */
  nextDueMs(underWay: ReadonlySet<number>): number | undefined {
    const flush = this.#sql.exec<{ at: number | null }>('SELECT min(flush_at) AS at FROM groups').one().at
    const waiting = this.#sql
      .exec<{ id: number; at: number }>(
        `SELECT min(id) AS id, next_at AS at FROM deliveries WHERE state = 'pending' GROUP BY receiver, integration, group_key`,
      )
      .toArray()
      .filter((row) => !underWay.has(row.id))
    const all = [...(flush === null ? [] : [flush]), ...waiting.map((row) => row.at)]
    return all.length === 0 ? undefined : Math.min(...all)
  }

  deliveries(state: DeliveryJson['state'] | undefined, limit: number, beforeMs: number): readonly DeliveryRow[] {
    const where = state === undefined ? '' : 'AND state = ?'
    return this.#sql
      .exec<DeliveryRow>(
        `SELECT * FROM deliveries WHERE created < ? ${where} ORDER BY created DESC, id DESC LIMIT ?`,
        ...[beforeMs, ...(state === undefined ? [] : [state]), limit],
      )
      .toArray()
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

  #isFull(group: number): boolean {
    return (
      this.#sql.exec<{ n: number }>('SELECT count(*) AS n FROM members WHERE group_id = ?', group).one().n >= maxMembers
    )
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

/** A row of the outbox. */
export type DeliveryRow = {
  id: number
  integration: string
  group_key: string
  receiver: string
  notification: string
  state: DeliveryJson['state']
  attempts: number
  next_at: number
  created: number
  updated: number
  reason: string | null
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
     left_out INTEGER NOT NULL DEFAULT 0)`,
  'CREATE INDEX IF NOT EXISTS groups_due ON groups (flush_at)',
  `CREATE TABLE IF NOT EXISTS members (
     group_id INTEGER NOT NULL, fingerprint TEXT NOT NULL, alert TEXT NOT NULL, ends INTEGER NOT NULL,
     PRIMARY KEY (group_id, fingerprint)) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS told (
     group_id INTEGER NOT NULL, integration TEXT NOT NULL, firing TEXT NOT NULL, resolved TEXT NOT NULL,
     at INTEGER NOT NULL, PRIMARY KEY (group_id, integration)) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS deliveries (
     id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL DEFAULT '', integration TEXT NOT NULL, group_key TEXT NOT NULL, receiver TEXT NOT NULL,
     notification TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, next_at INTEGER NOT NULL,
     created INTEGER NOT NULL, updated INTEGER NOT NULL, reason TEXT)`,
  "CREATE INDEX IF NOT EXISTS deliveries_pending ON deliveries (receiver, integration, group_key, id) WHERE state = 'pending'",
  'CREATE INDEX IF NOT EXISTS deliveries_key ON deliveries (key)',
  'CREATE INDEX IF NOT EXISTS deliveries_newest ON deliveries (created DESC, id DESC)',
]
