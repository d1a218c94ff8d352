/**
 * Ties that somebody cut, in the correlator's SQLite.
 *
 *     separations  one row a key: from when until when it joins nothing
 */

import { timeText } from './sql-store.ts'
import type { IsCut } from './ties.ts'

/** A tie that joins nothing for a while. Times are nanoseconds since 1970, ends included. */
export interface Separation {
  readonly key: string
  readonly fromNs: bigint
  readonly untilNs: bigint
}

/** How many ties may be cut at once; past that, those that end first go. */
const maxSeparations = 1000

/** Reads and writes the table. Callers hold the transaction. */
export class Separations {
  readonly #sql: SqlStorage
  #byKey: ReadonlyMap<string, Separation>

  constructor(sql: SqlStorage) {
    this.#sql = sql
    sql.exec(`CREATE TABLE IF NOT EXISTS separations (
      key TEXT PRIMARY KEY, first TEXT NOT NULL, last TEXT NOT NULL) WITHOUT ROWID`)
    this.#byKey = this.#read()
  }

  /** Whether a tie is cut at a time. */
  readonly isCut: IsCut = (key, timeNs) => {
    if (this.#byKey.size === 0) return false
    const cut = this.#byKey.get(key)
    return cut !== undefined && cut.fromNs <= timeNs && timeNs <= cut.untilNs
  }

  /** Cuts a tie, for longer where it is cut already. */
  put({ key, fromNs, untilNs }: Separation): void {
    this.#sql.exec(
      `INSERT INTO separations VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET
       first = min(first, excluded.first), last = max(last, excluded.last)`,
      key,
      timeText(fromNs),
      timeText(untilNs),
    )
    this.#sql.exec(
      'DELETE FROM separations WHERE key NOT IN (SELECT key FROM separations ORDER BY last DESC, key LIMIT ?)',
      maxSeparations,
    )
    this.#byKey = this.#read()
  }

  #read(): ReadonlyMap<string, Separation> {
    const rows = this.#sql.exec<{ key: string; first: string; last: string }>('SELECT * FROM separations').toArray()
    return new Map(rows.map(({ key, first, last }) => [key, { key, fromNs: BigInt(first), untilNs: BigInt(last) }]))
  }
}
