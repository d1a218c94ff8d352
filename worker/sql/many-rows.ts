/**
 * Many rows in few statements. A statement costs the runtime more than the row that it writes, and takes at most
 * 100 values; so rows go in groups, and groups come in few sizes, so that their statements stay prepared.
 *
 * SQLite copies every page that such a statement touches as long as one row could make it stop half way and undo the
 * others. So rows are put with `INSERT OR FAIL`, into columns that are not checked for NULL; callers roll back.
 */

/** What the runtime binds to one statement at most. */
const maxValues = 100

/** A value as it is bound. */
export type Bound = string | number | Uint8Array | null

/** Runs `head VALUES (…), (…) tail` for all rows; each row has `columns` values. */
export const putRows = (
  sql: SqlStorage,
  head: string,
  columns: number,
  rows: readonly (readonly Bound[])[],
  tail = '',
): void => {
  let size = Math.floor(maxValues / columns)
  for (let at = 0; at < rows.length; at += size) {
    while (size > rows.length - at) size = Math.ceil(size / 2)
    sql.exec(statementOf(head, columns, size, tail), ...rows.slice(at, at + size).flat())
  }
}

const statements = new Map<string, string>()

const statementOf = (head: string, columns: number, rows: number, tail: string): string => {
  const key = `${head}\n${rows}\n${tail}`
  const known = statements.get(key)
  if (known !== undefined) return known
  const row = `(${Array.from({ length: columns }, () => '?').join(', ')})`
  const made = `${head} VALUES ${Array.from({ length: rows }, () => row).join(', ')} ${tail}`
  statements.set(key, made)
  return made
}

/** What a statement finds whose one value is a JSON array: `… WHERE key IN (SELECT value FROM json_each(?))`. */
export const rowsOf = <Row extends Record<string, SqlValue>>(
  sql: SqlStorage,
  statement: string,
  keys: readonly unknown[],
): Iterable<Row> => (keys.length === 0 ? [] : sql.exec<Row>(statement, JSON.stringify(keys)))
