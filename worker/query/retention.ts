/**
 * How long and how much the correlator keeps. Incidents go as a whole, the ones that were quiet longest first, a few at
 * a time so that no request waits for it.
 *
 *     retention  what was asked for
 */

import { Facets } from '../correlate/facets.ts'
import { timeText } from '../correlate/sql-store.ts'

/** What is kept at most. */
export interface Retention {
  /** Incidents that have been quiet for longer go. */
  readonly maxAgeDays: number
  /** Once the database is larger, the oldest incidents go until it is not. */
  readonly maxMegabytes: number
}

/** What is kept where nobody said. */
export const defaultRetention: Retention = { maxAgeDays: 30, maxMegabytes: 4096 }

const dayNs = 86_400_000_000_000n
const perRound = 200

/** Reads and writes what is kept. Callers hold the transaction. */
export class RetentionStore {
  readonly #sql: SqlStorage
  readonly #facets: Facets

  constructor(sql: SqlStorage) {
    this.#sql = sql
    this.#facets = new Facets(sql)
    sql.exec(`CREATE TABLE IF NOT EXISTS retention (
      only_row INTEGER PRIMARY KEY CHECK (only_row = 1), max_age_days INTEGER NOT NULL, max_megabytes INTEGER NOT NULL)`)
  }

  get inForce(): Retention {
    const row = this.#sql
      .exec<{ days: number; megabytes: number }>(
        'SELECT max_age_days AS days, max_megabytes AS megabytes FROM retention',
      )
      .toArray()[0]
    return row === undefined ? defaultRetention : { maxAgeDays: row.days, maxMegabytes: row.megabytes }
  }

  put({ maxAgeDays, maxMegabytes }: Retention): void {
    this.#sql.exec('INSERT OR REPLACE INTO retention VALUES (1, ?, ?)', maxAgeDays, maxMegabytes)
  }

  /** Removes some of what is too old or too much. Returns how many incidents went. */
  sweep(nowMs: number, databaseBytes: number): number {
    const { maxAgeDays, maxMegabytes } = this.inForce
    const oldest = timeText(this.#newestNs(nowMs) - BigInt(maxAgeDays) * dayNs)
    const isTooLarge = databaseBytes > maxMegabytes * 1_048_576
    const gone = this.#sql
      .exec<{ id: string }>(
        'SELECT id FROM incidents WHERE last < ? OR ? ORDER BY last, id LIMIT ?',
        oldest,
        isTooLarge ? 1 : 0,
        perRound,
      )
      .toArray()
    this.#facets.forget(gone.map(({ id }) => id))
    for (const { id } of gone) this.#remove(id)
    return gone.length
  }

  /** Age counts from the newest alert: a recording from last year that is played in does not go at once. */
  #newestNs(nowMs: number): bigint {
    const { last } = this.#sql.exec<{ last: string | null }>('SELECT max(last) AS last FROM incidents').one()
    const nowNs = BigInt(nowMs) * 1_000_000n
    const newestNs = last === null ? nowNs : BigInt(last)
    return newestNs < nowNs ? newestNs : nowNs
  }

  #remove(incident: string): void {
    for (const table of ['entries', 'intervals', 'actions', 'aliases', 'assignees', 'standing'])
      this.#sql.exec(`DELETE FROM ${table} WHERE incident = ?`, incident)
    this.#sql.exec('DELETE FROM incidents WHERE id = ?', incident)
  }
}
