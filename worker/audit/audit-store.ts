/**
 * Who changed what, in the correlator's SQLite. Changes of the correlator's own tables are noted in the transaction
 * that makes them; those of other objects before they are asked for.
 *
 *     audit  one row a change
 */

/** Who asks for a change, and how the API calls it. */
export interface Author {
  /** `operator:1a2b3c4d`: a role and the first digits of its token's digest. */
  readonly actor: string
  /** The operation as the API names it. */
  readonly action: string
  /** What is changed: the path that was asked for. */
  readonly target: string
}

/** One change. */
export interface AuditEntry extends Author {
  readonly at: string
  /** What about it was new, in a few words; never a secret. */
  readonly detail: string
}

const keptEntries = 100_000

/** Reads and writes the trail. Callers hold the transaction. */
export class AuditStore {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
    sql.exec(`CREATE TABLE IF NOT EXISTS audit (
      id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
      target TEXT NOT NULL, detail TEXT NOT NULL)`)
  }

  /** Notes a change. */
  note({ actor, action, target }: Author, detail: string, nowMs: number): void {
    const { id } = this.#sql
      .exec<{ id: number }>(
        'INSERT INTO audit (at, actor, action, target, detail) VALUES (?, ?, ?, ?, ?) RETURNING id',
        nowMs,
        actor,
        action,
        target.slice(0, 512),
        detail.slice(0, 512),
      )
      .one()
    if (id % 256 === 0) this.#sql.exec('DELETE FROM audit WHERE id <= ?', id - keptEntries)
  }

  /** The newest changes before a number, which is the cursor. */
  page(limit: number, beforeId: number): { readonly items: readonly AuditEntry[]; readonly cursor: string | null } {
    const rows = this.#sql
      .exec<{ id: number; at: number; actor: string; action: string; target: string; detail: string }>(
        'SELECT * FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?',
        beforeId,
        limit + 1,
      )
      .toArray()
    const items = rows.slice(0, limit).map(({ at, actor, action, target, detail }) => ({
      at: new Date(at).toISOString(),
      actor,
      action,
      target,
      detail,
    }))
    const last = rows[limit - 1]
    return { items, cursor: rows.length > limit && last !== undefined ? String(last.id) : null }
  }
}
