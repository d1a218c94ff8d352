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

/**
 * What may stand in brackets behind a field. `dotted` arguments may also follow a dot and then are part of the name as
 * written: `evt.arg.flags`, `container.label.app`. `index or key`: a number is an index, anything else a key.
 */
export interface FieldArgument {
  readonly kind: 'index' | 'key' | 'index or key'
  readonly required: boolean
  readonly dotted?: boolean
}

/**
 * For how long a value holds, which decides what may be remembered.
 * - `exec`: fixed for the life of a process record
 * - `container`: of the container of the process; what was remembered is forgotten when its runtime says more
 * - `lineage`: of the process's ancestors: fixed until one of them replaces its image or ends
 * - `path`: a function of the path of the event alone
 * - `event`: of this event alone
 * - `changing`: of the process, but it changes without a new record (age, uid, cwd, capabilities, tty, names by id)
 */
export type Volatility = 'exec' | 'container' | 'lineage' | 'path' | 'event' | 'changing'

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
  | 'json'

/** One of Falco's fields. */
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
  /** Decimal, octal, hex, id (no thousands) or ten digits padded with zeros when printed; Falco's print format. */
  readonly format?: 'decimal' | 'octal' | 'hex' | 'id' | 'padded'
  /** False if it can stand neither right of an operator nor be compared with a field there. */
  readonly right?: false
  /** False if no transformer takes it. */
  readonly transformable?: false
  /** Falco warns about it. */
  readonly deprecated?: true
}
