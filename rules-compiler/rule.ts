/** What the front end makes of rule files and the back end compiles. */
import type { Priority } from '#schema/priority'
import type { Condition, Operand } from './condition/condition.ts'
import type { Syntax } from './condition/syntax.ts'
import type { Origin } from './load/items.ts'
import type { Place } from './place.ts'

/** A piece of an output template. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  /** `text` is the field as written without its `%`: the key of output_fields, `proc.aname[2]`. */
  | {
      readonly kind: 'value'
      readonly text: string
      readonly operand: Operand
      /** The value is cut or padded with blanks to so many bytes. */
      readonly width?: number
    }

/** An output line, in order. */
export type Template = readonly TemplatePart[]

/** A rule ready to be compiled. */
export interface ResolvedRule {
  readonly name: string
  readonly source: string
  readonly priority: Priority
  readonly tags: readonly string[]
  readonly description: string
  readonly enabled: boolean
  readonly condition: Condition
  /** The condition as written. */
  readonly conditionText: string
  /** Falco's event type names that the condition can be true for; empty if it names none and so may match any. */
  readonly eventTypes: readonly string[]
  readonly output: Template
  /** Further output fields, from the options. */
  readonly extraFields: readonly ExtraField[]
  readonly capture: boolean
  readonly captureDurationMs: number
  readonly at: Place
  /** The condition with lists, macros and exceptions in place, in Falco's canonical form. */
  readonly compiled: string
  /** What the canonical form is printed from; macros are marked in it. */
  readonly syntax: Syntax
  /** Every definition and change of the rule, in order. */
  readonly origins: readonly Origin[]
}

/** An output field that the options add. */
export type ExtraField =
  | { readonly key: string; readonly kind: 'constant'; readonly text: string }
  /** `typed`: the one value of the template, with its own type rather than as text. */
  | { readonly key: string; readonly kind: 'template'; readonly template: Template; readonly typed: boolean }

/** A fault or a warning in a rules file. */
export interface Diagnostic {
  /** Falco's name: LOAD_ERR_VALIDATE, LOAD_NO_EVTTYPE, … */
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly at: Place
  /** `rule 'name'`, `macro 'name'`, … or empty. */
  readonly item: string
  readonly hint: string
}

/** The outcome of loading files in order. `rules` is usable only if there are no errors. */
export interface RuleSet {
  readonly rules: readonly ResolvedRule[]
  readonly diagnostics: readonly Diagnostic[]
  /** Where each macro was written last, by name. */
  readonly macros: ReadonlyMap<string, Place>
}
