/**
 * A condition after its macros and lists are resolved and its types checked: what the analysis, the emitter and the
 * tree-walking oracle read. Parsing has a looser tree of its own.
 */
import type { Field } from '#schema/field'
import type { Place } from '../place.ts'

/** Falco's operators, `==` folded into `=`, `pmatch` and the rest under their own names. */
export type OperatorName =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | 'intersects'
  | 'pmatch'
  | 'contains'
  | 'icontains'
  | 'bcontains'
  | 'startswith'
  | 'bstartswith'
  | 'endswith'
  | 'glob'
  | 'iglob'
  | 'regex'
  | 'exists'

export type TransformerName = 'tolower' | 'toupper' | 'b64' | 'basename' | 'len' | 'join' | 'concat' | 'getopt' | 'val'

/** Asks each value of a list operand, or each value on the right, one by one. */
export type Quantifier = 'oneof' | 'anyof' | 'allof'

/**
 * Something with a value at run time. `val` is resolved away. Lists written out inside a transformer are spread into its
 * arguments: `join` has its separator and then the elements (or one field that is a list), `getopt` its optstring, the
 * selected option as a literal (empty if none is selected) and then the elements, `len` and the others the elements.
 * Elements that are numbers count as the text that prints them.
 */
export type Operand =
  | { readonly kind: 'field'; readonly field: Field; readonly argument: string | number | null }
  | { readonly kind: 'transformer'; readonly name: TransformerName; readonly arguments: readonly Operand[] }
  | { readonly kind: 'literal'; readonly literal: Literal }

/** A constant, already of the type that its comparison needs. Bytes are held as they are in the file, UTF-8. */
export type Literal =
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  /** Any integer, boolean (0n, 1n), port, flag set or time; signed as the field is. */
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'double'; readonly value: number }
  /**
   * 16 bytes in network order, IPv4 mapped into IPv6; `prefix` counts in those 128 bits; a single address has 128. A
   * net of IPv6 holds no IPv4 address, however short its prefix: both must be mapped or neither.
   */
  | { readonly kind: 'net'; readonly address: Uint8Array; readonly prefix: number }

/** What stands on the right of an operator. */
export type Right =
  | { readonly kind: 'none' }
  | { readonly kind: 'literals'; readonly values: readonly Literal[] }
  | { readonly kind: 'operand'; readonly operand: Operand }

/** One comparison. False whenever an operand has no value, `!=` included; `exists` asks just that. */
export interface Check {
  readonly kind: 'check'
  readonly left: Operand
  readonly operator: OperatorName
  readonly quantifier: Quantifier | null
  readonly right: Right
  /** Where it was written: in the rule itself or in the macro it came from. */
  readonly at: Place
}

export type Condition =
  | Check
  | { readonly kind: 'and'; readonly terms: readonly Condition[] }
  | { readonly kind: 'or'; readonly terms: readonly Condition[] }
  | { readonly kind: 'not'; readonly term: Condition }
  | { readonly kind: 'constant'; readonly value: boolean }
