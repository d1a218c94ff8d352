/** What the front end makes of rule files and the back end compiles. */
import type { Priority } from '#schema/priority'
import type { Condition, Operand } from './condition/condition.ts'
import type { Place } from './place.ts'

/** A piece of an output template. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  /** `text` is the field as written without its `%`: the key of output_fields, `proc.aname[2]`. */
  | { readonly kind: 'value'; readonly text: string; readonly operand: Operand }

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
  readonly at: Place
}

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
}
