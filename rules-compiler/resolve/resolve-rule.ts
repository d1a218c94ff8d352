/** Makes a collected rule ready for the compiler, or reports why it cannot be. */
import { checkCondition, type Remark } from '../check/check-condition.ts'
import { type EventTypes, eventTypesOf, isTooMany } from '../check/event-types.ts'
import { hintFor } from '../check/hints.ts'
import { listNameWarnings } from '../check/list-names.ts'
import { syntaxWarnings } from '../check/syntax-warnings.ts'
import { uncapturedTypes } from '../check/uncaptured.ts'
import { unsuppliedFields } from '../check/unsupplied.ts'
import { indexesWithoutValue } from '../check/value-less.ts'
import type { Condition } from '../condition/condition.ts'
import { ConditionFault } from '../condition/fault.ts'
import { printCondition } from '../condition/print.ts'
import type { Syntax } from '../condition/syntax.ts'
import type { CollectedRule } from '../load/collect.ts'
import type { Findings } from '../load/findings.ts'
import { isEnabled, type LoadOptions } from '../load/options.ts'
import type { PlacedText } from '../load/placed-text.ts'
import { type Source, withConstants } from '../load/source.ts'
import type { ResolvedRule } from '../rule.ts'
import { withExceptions } from './exceptions.ts'
import { type Macros, parseOrFault } from './macros.ts'
import { resolveOutput } from './resolve-output.ts'

/** What resolving a rule needs beside the rule. */
export interface Resolving {
  readonly macros: Macros
  /** Puts the lists into a condition. */
  readonly prepare: (text: PlacedText) => PlacedText
  /** All lists by name. */
  readonly lists: ReadonlyMap<string, unknown>
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
  if (rule.source === null) return null
  const { findings, options } = resolving
  const source = withConstants(rule.source, options.constants ?? {})
  const label = `rule '${rule.name}'`
  const output = findings.guard(label, () => resolveOutput(rule, source, resolving.options, findings))
  const resolved = findings.guard(label, () => resolveCondition(rule, source, resolving))
  if (output === null || resolved === null || output === 'skipped' || resolved === 'skipped') return null
  const { body } = rule
  warnUnsupplied(rule, resolved, output.template, findings)
  const enabled = isEnabled(rule, resolving.options)
  if (enabled) warnUncaptured(rule, resolved, findings)
  return {
    name: rule.name,
    source: source.name,
    priority: body.priority,
    tags: body.tags,
    description: body.description,
    enabled,
    condition: resolved.condition,
    conditionText: body.condition?.text ?? '',
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
  const { condition: written, exceptions } = rule.body
  if (written === null) return null
  const text = prepare(withExceptions(written, exceptions, label, findings))
  const syntax = macros.resolve(parseOrFault(text), label, visibility)
  for (const { code, message, comparison } of syntaxWarnings(syntax))
    findings.warning(code, message, comparison.at, label)
  const { condition, errors, warnings } = checkCondition(syntax, source)
  for (const { message, at } of warnings) findings.warning('LOAD_COMPILE_CONDITION', message, at, label)
  for (const { message, at, hint } of listNameWarnings(syntax, resolving.lists, findings.guesses))
    findings.warning('LOAD_LIST_NAME_AS_TEXT', message, at, label, hint)
  if (condition === null) return reportErrors(errors, rule, source, findings)
  const types = source.name === 'syscall' ? typesOf(syntax, rule, source, findings) : null
  if (types === 'fault') return null
  const never = types !== null && types.size === 0
  return { syntax, condition: never ? { kind: 'constant', value: false } : condition, types }
}

function reportErrors(
  errors: readonly Remark[],
  rule: CollectedRule,
  source: Source,
  findings: Findings,
): 'skipped' | null {
  const label = `rule '${rule.name}'`
  if (errors.length === 0) return null
  if (rule.body.skipIfUnknownFilter && errors.every(({ message }) => isUnknownFilter(message))) {
    for (const { message, at } of errors)
      findings.warning('LOAD_UNKNOWN_FILTER', message, at, label, 'the rule is left out')
    return 'skipped'
  }
  for (const { message, at } of errors.slice(0, maxErrors))
    findings.error('LOAD_ERR_COMPILE_CONDITION', message, at, label, hintFor(message, source))
  const more = errors.length - maxErrors
  if (more > 0)
    findings.error(
      'LOAD_ERR_COMPILE_CONDITION',
      `${more} more faults in this condition`,
      rule.at,
      label,
      'mend these and check again',
    )
  return null
}

function typesOf(syntax: Syntax, rule: CollectedRule, source: Source, findings: Findings): EventTypes | 'fault' {
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
    const at = rule.body.condition?.placeAt(0) ?? rule.at
    findings.error('LOAD_ERR_COMPILE_CONDITION', fault.message, at, label, hintFor(fault.message, source))
    return 'fault'
  }
}

function warnUnsupplied(
  rule: CollectedRule,
  { condition }: ResolvedCondition,
  template: ResolvedRule['output'],
  findings: Findings,
): void {
  for (const message of indexesWithoutValue(condition, template))
    findings.warning(
      'LOAD_FIELD_WITHOUT_VALUE',
      message,
      rule.at,
      `rule '${rule.name}'`,
      'proc.aname[1] is the parent, evt.arg[0] the first argument',
    )
  const names = unsuppliedFields(condition, template)
  if (names.length === 0) return
  findings.warning(
    'LOAD_FIELD_NOT_SUPPLIED',
    `eyas knows but cannot yet fill ${names.join(', ')}: comparisons with ${names.length === 1 ? 'it' : 'them'} are false`,
    rule.at,
    `rule '${rule.name}'`,
    "'npx eyas fields' tells which fields have values",
  )
}

function warnUncaptured(rule: CollectedRule, { syntax, types }: ResolvedCondition, findings: Findings): void {
  const { missing, captured } = uncapturedTypes(syntax, types)
  if (missing.length === 0) return
  const list = missing.join(', ')
  findings.warning(
    'LOAD_EVTTYPE_NOT_CAPTURED',
    captured
      ? `eyas does not capture ${list}: the rule sees its other event types only`
      : `eyas does not capture ${list}: the rule never holds`,
    rule.at,
    `rule '${rule.name}'`,
    captured
      ? `leave out ${missing.length === 1 ? 'this type' : 'these types'} to be rid of the warning`
      : "switch the rule off: 'enabled: false'",
  )
}
