/**
 * The correlations in force, in the correlator's SQLite.
 *
 *     correlation_config          the YAML in force; correlation_config_history, when each was put there
 */
import { sha256Hex } from '../digest/sha256.ts'

/** The correlations in force. Versions only grow. */
export interface CorrelationText {
  readonly version: number
  readonly text: string
}

/** When correlations were put in force. */
export interface CorrelationPut {
  readonly version: number
  readonly at: string
  readonly digest: string
}

/** Reads and writes these tables. Callers hold the transaction. */
export class CorrelationConfigStore {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
    for (const statement of schema) sql.exec(statement)
  }

  inForce(): CorrelationText | undefined {
    return this.#sql
      .exec<{ version: number; text: string }>('SELECT version, text FROM correlation_config')
      .toArray()[0]
  }

  /** Puts a text in force, and notes when which one was. */
  put(text: string, nowMs: number): CorrelationText {
    const version = (this.inForce()?.version ?? 0) + 1
    this.#sql.exec('INSERT INTO correlation_config_history VALUES (?, ?, ?)', version, nowMs, sha256Hex(text))
    this.#sql.exec('INSERT OR REPLACE INTO correlation_config VALUES (1, ?, ?)', version, text)
    return { version, text }
  }

  /** Every text that was put in force, the newest first. */
  history(): readonly CorrelationPut[] {
    return this.#sql
      .exec<{ version: number; at: number; digest: string }>(
        'SELECT version, at, digest FROM correlation_config_history ORDER BY version DESC LIMIT 100',
      )
      .toArray()
      .map(({ version, at, digest }) => ({ version, at: new Date(at).toISOString(), digest: `sha256:${digest}` }))
  }
}

const schema = [
  `CREATE TABLE IF NOT EXISTS correlation_config (
     only_row INTEGER PRIMARY KEY CHECK (only_row = 1), version INTEGER NOT NULL, text TEXT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS correlation_config_history (
     version INTEGER PRIMARY KEY, at INTEGER NOT NULL, digest TEXT NOT NULL)`,
]
