/** What a Falco field is. The table itself is fields.ts; the reference in docs/fields.md is generated from it. */

/** How a field's value compares, under Falco's names in lower case. */
export type FieldType =
  | 'charbuf'
  | 'fspath'
  | 'bool'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'double'
  | 'port'
  | 'ipaddr'
  | 'ipnet'
  | 'bytebuf'
  | 'abstime'
  | 'reltime'
  | 'dyn'

/** What may stand in brackets behind a field. */
export interface FieldArgument {
  readonly kind: 'index' | 'key'
  readonly required: boolean
}

/**
 * For how long a value holds, which decides what may be remembered.
 * - `exec`: fixed for the life of a process record
 * - `path`: a function of the path of the event alone
 * - `event`: of this event alone
 * - `changing`: of the process, but it changes without a new record (age, uid, cwd, capabilities, tty, names by id)
 */
export type Volatility = 'exec' | 'path' | 'event' | 'changing'

/** Where a value comes from. */
export type FieldSource =
  | 'event header'
  | 'event argument'
  | 'descriptor'
  | 'process table'
  | 'user table'
  | 'container metadata'
  | 'machine'
  | 'rule'

/** One field of Falco's `syscall` source. */
export interface Field {
  /** `proc.aname`. */
  readonly name: string
  readonly type: FieldType
  /** The field holds a list of values of `type`. */
  readonly list: boolean
  readonly argument: FieldArgument | null
  readonly doc: string
  readonly volatility: Volatility
  readonly source: FieldSource
  /** False if this version cannot fill the field from live events; such a field is absent. */
  readonly supplied: boolean
  /** Falco marks it as for filters only, or for output only. */
  readonly use: 'any' | 'filter' | 'output'
  /** Decimal, octal, hex or id (no thousands) when printed; Falco's print format. */
  readonly format?: 'decimal' | 'octal' | 'hex' | 'id'
}
