/**
 * Texts of one kind that were put in force, in the correlator's SQLite.
 *
 *     KIND_config          the YAML in force; KIND_config_history, when each was put there
 */
import { sha256Hex } from '../digest/sha256.ts'

/** A text in force. Versions only grow. */
export interface ConfigText {
  readonly version: number
  readonly text: string
}

/** When a text was put in force. */
export interface ConfigPut {
  readonly version: number
  readonly at: string
  readonly digest: string
}

/** Reads and writes these tables. Callers hold the transaction. */
export class ConfigStore {
  readonly #sql: SqlStorage

  readonly #table: string

  /** `kind` is a word of this program's own. */
  constructor(sql: SqlStorage, kind: 'correlation' | 'dedupe') {
    this.#sql = sql
    this.#table = `${kind}_config`
    sql.exec(`CREATE TABLE IF NOT EXISTS ${this.#table} (
      only_row INTEGER PRIMARY KEY CHECK (only_row = 1), version INTEGER NOT NULL, text TEXT NOT NULL)`)
    sql.exec(`CREATE TABLE IF NOT EXISTS ${this.#table}_history (
      version INTEGER PRIMARY KEY, at INTEGER NOT NULL, digest TEXT NOT NULL)`)
  }

  inForce(): ConfigText | undefined {
    return this.#sql.exec<{ version: number; text: string }>(`SELECT version, text FROM ${this.#table}`).toArray()[0]
  }

  /** Puts a text in force, and notes when which one was. */
  put(text: string, nowMs: number): ConfigText {
    const version = (this.inForce()?.version ?? 0) + 1
    this.#sql.exec(`INSERT INTO ${this.#table}_history VALUES (?, ?, ?)`, version, nowMs, sha256Hex(text))
    this.#sql.exec(`INSERT OR REPLACE INTO ${this.#table} VALUES (1, ?, ?)`, version, text)
    return { version, text }
  }

  /** Every text that was put in force, the newest first. */
  history(): readonly ConfigPut[] {
    return this.#sql
      .exec<{ version: number; at: number; digest: string }>(
        `SELECT version, at, digest FROM ${this.#table}_history ORDER BY version DESC LIMIT 100`,
      )
      .toArray()
      .map(({ version, at, digest }) => ({ version, at: new Date(at).toISOString(), digest: `sha256:${digest}` }))
  }
}
