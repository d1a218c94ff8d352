/** `eyas rules --json`: what each rule came out as. */
import type { Condition } from '../condition/condition.ts'
import { type FieldOperand, fieldsRead } from '../condition/fields-read.ts'
import type { Place } from '../place.ts'
import type { ResolvedRule, RuleSet } from '../rule.ts'

/** One step in the making of a rule. */
export interface Provenance {
  readonly action: 'define' | 'append' | 'replace' | 'enable'
  /** The key that was changed; empty for a definition. */
  readonly key: string
  readonly file: string
  readonly line: number
  readonly column: number
}

/** A rule as `eyas rules --json` prints it. */
export interface RuleDescription {
  readonly name: string
  readonly description: string
  readonly source: string
  readonly priority: string
  readonly tags: readonly string[]
  readonly enabled: boolean
  /** As written. */
  readonly condition: string
  /** Lists, macros and exceptions in place, in Falco's canonical form. */
  readonly compiled: string
  /** Empty if it may match any. */
  readonly eventTypes: readonly string[]
  readonly fields: readonly string[]
  readonly file: string
  readonly line: number
  readonly provenance: readonly Provenance[]
}

/** Every rule of a set, in the order of definition. */
export const describeRules = ({ rules }: RuleSet): readonly RuleDescription[] => rules.map(describeRule)

function describeRule(rule: ResolvedRule): RuleDescription {
  return {
    name: rule.name,
    description: rule.description,
    source: rule.source,
    priority: rule.priority,
    tags: rule.tags,
    enabled: rule.enabled,
    condition: rule.conditionText,
    compiled: rule.compiled,
    eventTypes: rule.eventTypes,
    fields: fieldsUsed(rule.condition),
    file: rule.at.file,
    line: rule.at.line,
    provenance: rule.origins.map(({ action, key, at }) => ({ action, key, ...placeOf(at) })),
  }
}

const placeOf = ({ file, line, column }: Place) => ({ file, line, column })

/** The names of the fields that a condition reads, with their arguments, sorted. */
export const fieldsUsed = (condition: Condition): readonly string[] =>
  [...new Set(fieldsRead(condition).map(nameOf))].sort()

function nameOf({ field, argument }: FieldOperand): string {
  if (argument === null) return field.name
  const dotted = field.argument?.dotted && typeof argument === 'string'
  return dotted ? `${field.name}.${argument}` : `${field.name}[${argument}]`
}
