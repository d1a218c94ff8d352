/**
 * The outbox of one notifier: notifications on their way, arrived, or given up.
 *
 *     deliveries  one row a notification and target; `key` is what every attempt of it carries
 */
import type { Notification } from './notification.ts'
import type { DeliveryJson } from './notifier-api.ts'

/** A delivery that is due. */
export interface DueDelivery {
  readonly id: number
  readonly integration: string
  readonly notification: Notification
  readonly attempts: number
  readonly createdMs: number
}

const keptDeliveries = 10_000

const maxUnderWay = 64

/** Whether nothing that waits for the same target and group is older. */
const isOldest = `NOT EXISTS (SELECT 1 FROM deliveries AS older WHERE older.state = 'pending'
  AND older.receiver = deliveries.receiver AND older.integration = deliveries.integration
  AND older.group_key = deliveries.group_key AND older.id < deliveries.id)`

/** Reads and writes the outbox. Callers hold the transaction. */
export class DeliveryStore {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
    for (const statement of schema) sql.exec(statement)
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

  /**
   * Deliveries that are due and not under way, of each target and group the oldest only, so that they arrive in order.
   * With those under way they are 64 at most. Of the others only their place is looked at: there may be thousands.
   */
  dueDeliveries(nowMs: number, underWay: ReadonlySet<number>): readonly DueDelivery[] {
    return this.#sql
      .exec<{ id: number }>(
        `SELECT id FROM deliveries INDEXED BY deliveries_due WHERE state = 'pending' AND next_at <= ? AND ${isOldest}
         ORDER BY next_at, id LIMIT ${maxUnderWay}`,
        nowMs,
      )
      .toArray()
      .filter(({ id }) => !underWay.has(id))
      .slice(0, Math.max(0, maxUnderWay - underWay.size))
      .map(({ id }) => this.#due(id))
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

  /** When a delivery is due next, leaving out those that are under way. */
  nextDueMs(underWay: ReadonlySet<number>): number | undefined {
    return this.#sql
      .exec<{ id: number; at: number }>(
        `SELECT id, next_at AS at FROM deliveries INDEXED BY deliveries_due WHERE state = 'pending' AND ${isOldest}
         ORDER BY next_at, id LIMIT ?`,
        underWay.size + 1,
      )
      .toArray()
      .find(({ id }) => !underWay.has(id))?.at
  }

  deliveries(
    state: DeliveryJson['state'] | undefined,
    limit: number,
    before: DeliveryPosition | undefined,
  ): readonly DeliveryRow[] {
    const ofState = state === undefined ? [] : [state]
    const where = [
      'TRUE',
      ...ofState.map(() => 'state = ?'),
      ...(before === undefined ? [] : ['(created, key) < (?, ?)']),
    ]
    return this.#sql
      .exec<DeliveryRow>(
        `SELECT * FROM deliveries WHERE ${where.join(' AND ')} ORDER BY created DESC, key DESC LIMIT ?`,
        ...[...ofState, ...(before === undefined ? [] : [before.createdMs, before.id]), limit],
      )
      .toArray()
  }

  #due(id: number): DueDelivery {
    const row = this.#sql
      .exec<{ integration: string; notification: string; attempts: number; created: number }>(
        'SELECT integration, notification, attempts, created FROM deliveries WHERE id = ?',
        id,
      )
      .one()
    return {
      id,
      integration: row.integration,
      // The column holds what `enqueue` put there.
      notification: JSON.parse(row.notification) as Notification,
      attempts: row.attempts,
      createdMs: row.created,
    }
  }
}

/** Where a page of deliveries ended. */
export interface DeliveryPosition {
  readonly createdMs: number
  readonly id: string
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

const schema = [
  `CREATE TABLE IF NOT EXISTS deliveries (
     id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL DEFAULT '', integration TEXT NOT NULL, group_key TEXT NOT NULL, receiver TEXT NOT NULL,
     notification TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, next_at INTEGER NOT NULL,
     created INTEGER NOT NULL, updated INTEGER NOT NULL, reason TEXT)`,
  "CREATE INDEX IF NOT EXISTS deliveries_pending ON deliveries (receiver, integration, group_key, id) WHERE state = 'pending'",
  "CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (next_at, id) WHERE state = 'pending'",
  'CREATE INDEX IF NOT EXISTS deliveries_state ON deliveries (state)',
  'CREATE INDEX IF NOT EXISTS deliveries_key ON deliveries (key)',
  'CREATE INDEX IF NOT EXISTS deliveries_newest ON deliveries (created DESC, id DESC)',
]
