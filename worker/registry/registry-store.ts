/**
 * Bundles by digest, in the registry's SQLite.
 *
 *     bundles  one row a bundle: its signature, who published it when
 *     parts    its bytes, cut into rows of at most a mebibyte
 *     current  the bundle in force
 */

/** A bundle as it was published. */
export interface PublishedBundle {
  /** `sha256:<hex>` of the bytes. */
  readonly digest: string
  /** Base64 of the Ed25519 signature over `signedBundleText(digest)`. */
  readonly signature: string
  readonly publishedAt: string
}

const partBytes = 1 << 20

/** How many bundles are kept, the newest. */
const keptBundles = 20

/** Reads and writes these tables. Callers hold the transaction. */
export class RegistryStore {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
    for (const statement of schema) sql.exec(statement)
  }

  /** Keeps a bundle and puts it in force. */
  publish(digest: string, signature: string, bytes: Uint8Array, nowMs: number): void {
    this.#sql.exec('DELETE FROM parts WHERE digest = ?', digest)
    this.#sql.exec('INSERT OR REPLACE INTO bundles (digest, signature, at) VALUES (?, ?, ?)', digest, signature, nowMs)
    for (let from = 0; from < bytes.length; from += partBytes)
      this.#sql.exec('INSERT INTO parts VALUES (?, ?, ?)', digest, from, bytes.slice(from, from + partBytes))
    this.#sql.exec('INSERT OR REPLACE INTO current VALUES (1, ?)', digest)
    this.#sql.exec(
      `DELETE FROM bundles WHERE digest NOT IN (SELECT digest FROM bundles ORDER BY at DESC, digest LIMIT ?)
       AND digest <> ?`,
      keptBundles,
      digest,
    )
    this.#sql.exec('DELETE FROM parts WHERE digest NOT IN (SELECT digest FROM bundles)')
  }

  /** Puts a bundle in force that is kept; false where none of that digest is. */
  use(digest: string): boolean {
    if (!this.bundles().some((bundle) => bundle.digest === digest)) return false
    this.#sql.exec('INSERT OR REPLACE INTO current VALUES (1, ?)', digest)
    return true
  }

  /** Every bundle that is kept, the newest first. */
  bundles(): readonly PublishedBundle[] {
    return this.#sql
      .exec<{ digest: string; signature: string; at: number }>('SELECT * FROM bundles ORDER BY at DESC, digest')
      .toArray()
      .map(({ digest, signature, at }) => ({ digest, signature, publishedAt: new Date(at).toISOString() }))
  }

  /** The bundle in force. */
  current(): PublishedBundle | undefined {
    const row = this.#sql.exec<{ digest: string }>('SELECT digest FROM current').toArray()[0]
    return row && this.bundles().find((bundle) => bundle.digest === row.digest)
  }

  /** The bytes of a bundle that is kept. */
  bytes(digest: string): Uint8Array {
    const parts = this.#sql
      .exec<{ body: ArrayBuffer }>('SELECT body FROM parts WHERE digest = ? ORDER BY start', digest)
      .toArray()
      .map(({ body }) => new Uint8Array(body))
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
    let at = 0
    for (const part of parts) {
      bytes.set(part, at)
      at += part.length
    }
    return bytes
  }
}

const schema = [
  'CREATE TABLE IF NOT EXISTS bundles (digest TEXT PRIMARY KEY, signature TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID',
  'CREATE TABLE IF NOT EXISTS parts (digest TEXT NOT NULL, start INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (digest, start))',
  'CREATE TABLE IF NOT EXISTS current (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), digest TEXT NOT NULL)',
]
