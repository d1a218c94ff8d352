/** A condition as it is written: the tree that the parser makes, before macros are resolved and types checked. */
import type { Place } from '../place.ts'
import type { OperatorName, Quantifier, TransformerName } from './condition.ts'

/** A field, `evt.arg[0]`. */
export interface FieldSyntax {
  readonly kind: 'field'
  readonly name: string
  readonly argument: string | null
  readonly at: Place
}

/** A transformer around its arguments; only getopt takes something in brackets. */
export interface TransformerSyntax {
  readonly kind: 'transformer'
  readonly name: TransformerName
  readonly arguments: readonly OperandSyntax[]
  readonly argument: string | null
  readonly at: Place
}

/** A constant inside a transformer. */
export interface ValueSyntax {
  readonly kind: 'value'
  readonly text: string
  readonly at: Place
}

/** A list in parentheses inside a transformer. */
export interface ListSyntax {
  readonly kind: 'list'
  readonly items: readonly OperandSyntax[]
  readonly at: Place
}

/** Something with a value. */
export type OperandSyntax = FieldSyntax | TransformerSyntax | ValueSyntax | ListSyntax

/** Constants on the right of an operator; `list` if they stand in parentheses. */
export interface ValuesSyntax {
  readonly kind: 'values'
  readonly values: readonly string[]
  /** Where each value stands. */
  readonly places: readonly Place[]
  readonly list: boolean
  readonly at: Place
}

/** A comparison. */
export interface ComparisonSyntax {
  readonly kind: 'comparison'
  readonly left: FieldSyntax | TransformerSyntax
  readonly operator: OperatorName
  /** The operator as written, `==` or `startswith oneof`. */
  readonly written: string
  readonly quantifier: Quantifier | null
  /** Null for `exists`. */
  readonly right: ValuesSyntax | TransformerSyntax | null
  readonly at: Place
  readonly macro?: string
}

/** A name that must be a macro's. */
export interface IdentifierSyntax {
  readonly kind: 'identifier'
  readonly name: string
  readonly at: Place
  /** Whether it is known to name no usable macro, which has been reported. */
  readonly reported?: true
}

/** Terms joined by `and` or `or`, as nested as they are written. */
export interface JunctionSyntax {
  readonly kind: 'and' | 'or'
  readonly terms: readonly Syntax[]
  readonly at: Place
  readonly macro?: string
}

/** A negation. */
export interface NegationSyntax {
  readonly kind: 'not'
  readonly term: Syntax
  readonly at: Place
  readonly macro?: string
}

/** A condition as written. `macro` names the macro that a node has taken the place of. */
export type Syntax = JunctionSyntax | NegationSyntax | ComparisonSyntax | IdentifierSyntax
