/** Makes a collected rule ready for the compiler, or reports why it cannot be. */
import { checkCondition, type Remark } from '../check/check-condition.ts'
import { type EventTypes, eventTypesOf, isTooMany } from '../check/event-types.ts'
import { hintFor } from '../check/nearest.ts'
import { syntaxWarnings } from '../check/syntax-warnings.ts'
import { unsuppliedFields } from '../check/unsupplied.ts'
import type { Condition } from '../condition/condition.ts'
import { ConditionFault } from '../condition/fault.ts'
import { printCondition } from '../condition/print.ts'
import type { Syntax } from '../condition/syntax.ts'
import type { CollectedRule } from '../load/collect.ts'
import type { Findings } from '../load/findings.ts'
import { isEnabled, type LoadOptions } from '../load/options.ts'
import type { PlacedText } from '../load/placed-text.ts'
import type { Source } from '../load/source.ts'
import type { ResolvedRule } from '../rule.ts'
import { withExceptions } from './exceptions.ts'
import { BrokenMacro, type Macros, parseOrFault } from './macros.ts'
import { resolveOutput } from './resolve-output.ts'

/** What resolving a rule needs beside the rule. */
export interface Resolving {
  readonly macros: Macros
  /** Puts the lists into a condition. */
  readonly prepare: (text: PlacedText) => PlacedText
  readonly options: LoadOptions
  readonly findings: Findings
  /** Macros defined from here on did not exist when the rule's file was loaded. */
  readonly visibility: number
}

/** Of one condition so many faults are told one by one. */
const maxErrors = 50

/** Errors that `skip-if-unknown-filter` turns into warnings. */
export const isUnknownFilter = (message: string): boolean =>
  /nonexistent field|invalid formatting token|unknown event type|unknown filter:/.test(message)

/** The rule, or null if it is left out. */
export function resolveRule(rule: CollectedRule, resolving: Resolving): ResolvedRule | null {
  const { source } = rule
  if (source === null) return null
  const { findings } = resolving
  const label = `rule '${rule.name}'`
  const output = findings.guard(label, () => resolveOutput(rule, source, resolving.options, findings))
  const resolved = findings.guard(label, () => resolveCondition(rule, source, resolving))
  if (output === null || resolved === null || output === 'skipped' || resolved === 'skipped') return null
  const { body } = rule
  warnUnsupplied(rule, resolved, output.template, findings)
  return {
    name: rule.name,
    source: source.name,
    priority: body.priority,
    tags: body.tags,
    description: body.description,
    enabled: isEnabled(rule, resolving.options),
    condition: resolved.condition,
    conditionText: body.condition.text,
    eventTypes: resolved.types === null ? [] : [...resolved.types].sort(),
    output: output.template,
    extraFields: output.extraFields,
    capture: body.capture,
    captureDurationMs: body.captureDurationMs,
    at: rule.at,
    compiled: printCondition(resolved.syntax),
    syntax: resolved.syntax,
    origins: rule.origins,
  }
}

interface ResolvedCondition {
  readonly syntax: Syntax
  readonly condition: Condition
  readonly types: EventTypes
}

function resolveCondition(
  rule: CollectedRule,
  source: Source,
  resolving: Resolving,
): ResolvedCondition | 'skipped' | null {
  const { findings, prepare, macros, visibility } = resolving
  const label = `rule '${rule.name}'`
  const text = prepare(withExceptions(rule.body.condition, rule.body.exceptions))
  const syntax = resolveMacros(parseOrFault(text), macros, visibility)
  if (syntax === null) return 'skipped'
  for (const { code, message, comparison } of syntaxWarnings(syntax))
    findings.warning(code, message, comparison.at, label)
  const { condition, errors, warnings } = checkCondition(syntax, source)
  for (const { message, at } of warnings) findings.warning('LOAD_COMPILE_CONDITION', message, at, label)
  if (condition === null) return reportErrors(errors, rule, source, findings)
  const types = source.name === 'syscall' ? typesOf(syntax, rule, findings) : null
  if (types === 'fault') return null
  const never = types !== null && types.size === 0
  return { syntax, condition: never ? { kind: 'constant', value: false } : condition, types }
}

function resolveMacros(syntax: Syntax, macros: Macros, visibility: number): Syntax | null {
  try {
    return macros.resolve(syntax, visibility)
  } catch (error) {
    if (error instanceof BrokenMacro) return null
    throw error
  }
}

function reportErrors(
  errors: readonly Remark[],
  rule: CollectedRule,
  source: Source,
  findings: Findings,
): 'skipped' | null {
  const label = `rule '${rule.name}'`
  if (rule.body.skipIfUnknownFilter && errors.every(({ message }) => isUnknownFilter(message))) {
    for (const { message, at } of errors)
      findings.warning('LOAD_UNKNOWN_FILTER', message, at, label, 'the rule is left out')
    return 'skipped'
  }
  for (const { message, at } of errors.slice(0, maxErrors))
    findings.error('LOAD_ERR_COMPILE_CONDITION', message, at, label, hintFor(message, source))
  const more = errors.length - maxErrors
  if (more > 0) findings.error('LOAD_ERR_COMPILE_CONDITION', `${more} more faults in this condition`, rule.at, label)
  return null
}

function typesOf(syntax: Syntax, rule: CollectedRule, findings: Findings): EventTypes | 'fault' {
  const label = `rule '${rule.name}'`
  try {
    const types = eventTypesOf(syntax)
    if (rule.body.warnEventTypes && isTooMany(types))
      findings.warning(
        'LOAD_NO_EVTTYPE',
        'Rule matches too many evt.type values. This has a significant performance penalty.',
        rule.at,
        label,
        'name the event types: evt.type in (…) and …',
      )
    return types
  } catch (fault) {
    if (!(fault instanceof ConditionFault)) throw fault
    findings.error('LOAD_ERR_COMPILE_CONDITION', fault.message, rule.body.condition.placeAt(0), label)
    return 'fault'
  }
}

function warnUnsupplied(
  rule: CollectedRule,
  { condition }: ResolvedCondition,
  template: ResolvedRule['output'],
  findings: Findings,
): void {
  const names = unsuppliedFields(condition, template)
  if (names.length === 0) return
  findings.warning(
    'LOAD_FIELD_NOT_SUPPLIED',
    `eyas knows but cannot yet fill ${names.join(', ')}: comparisons with ${names.length === 1 ? 'it' : 'them'} are false`,
    rule.at,
    `rule '${rule.name}'`,
  )
}
