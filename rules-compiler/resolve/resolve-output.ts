/** A rule's output with what the options add to it, read into templates. */
import { hintFor } from '../check/hints.ts'
import { deprecatedFields } from '../check/syntax-warnings.ts'
import type { CollectedRule } from '../load/collect.ts'
import { type Findings, LoadFault } from '../load/findings.ts'
import { appendedText, appendedTo, type LoadOptions } from '../load/options.ts'
import { PlacedText } from '../load/placed-text.ts'
import type { Source } from '../load/source.ts'
import { parseTemplate, readTemplate, TemplateFault } from '../output/template.ts'
import type { ExtraField, Template } from '../rule.ts'
import { isUnknownFilter } from './resolve-rule.ts'

const containerInfo = '%container.info'

const containerInfoMessage =
  '%container.info is deprecated and no more useful, and will be dropped by Falco 1.0.0. The container plugin will automatically add required fields to the output message.'

/** A rule's output, read. */
export interface ResolvedOutput {
  readonly template: Template
  readonly extraFields: readonly ExtraField[]
}

/**
 * The output of a rule; null if it is at fault, which is reported; `skipped` if it names unknown fields and the rule
 * says to leave it out then.
 */
export function resolveOutput(
  rule: CollectedRule,
  source: Source,
  options: LoadOptions,
  findings: Findings,
): ResolvedOutput | 'skipped' | null {
  const written = appended(rule, options)
  if (written === null) return null
  const text = withoutContainerInfo(written, rule, findings)
  const { template, faults } = readTemplate(text, source)
  if (faults.length > 0) return reportFaults(faults, text, rule, source, findings)
  warnDeprecated(text, rule, findings)
  warnBrackets(template, text, rule, findings)
  return { template, extraFields: extraFieldsOf(rule, source, options) }
}

function reportFaults(
  faults: readonly TemplateFault[],
  text: PlacedText,
  rule: CollectedRule,
  source: Source,
  findings: Findings,
): 'skipped' | null {
  const label = `rule '${rule.name}'`
  const skips = rule.body.skipIfUnknownFilter && faults.every(({ message }) => isUnknownFilter(message))
  for (const { message, offset } of faults) {
    const at = text.placeAt(offset)
    if (skips) findings.warning('LOAD_UNKNOWN_FILTER', message, at, label, 'the rule is left out')
    else findings.error('LOAD_ERR_COMPILE_OUTPUT', message, at, label, hintFor(message, source))
  }
  return skips ? 'skipped' : null
}

/** A bracket behind a field that is no argument of it: Falco prints it as it stands. */
function warnBrackets(template: Template, text: PlacedText, rule: CollectedRule, findings: Findings): void {
  const seen = new Set<string>()
  template.forEach((part, index) => {
    const next = template[index + 1]
    if (part.kind !== 'value' || next?.kind !== 'text' || !next.text.startsWith('[') || part.text.endsWith(']')) return
    const bracket = /^\[[\w.'"+-]*\]?/.exec(next.text)?.[0]
    if (bracket === undefined || bracket === '[' || seen.has(`${part.text}${bracket}`)) return
    seen.add(`${part.text}${bracket}`)
    const found = text.text.indexOf(`${part.text}${bracket}`)
    findings.warning(
      'LOAD_COMPILE_OUTPUT',
      `'${bracket}' behind %${part.text} is no argument of it and is printed as it stands`,
      text.placeAt(Math.max(found, 0)),
      `rule '${rule.name}'`,
      bracket.endsWith(']') ? `${part.text} takes no such argument` : `close the bracket, or put a blank before it`,
    )
  })
}

function appended(rule: CollectedRule, options: LoadOptions): PlacedText | null {
  const { output } = rule.body
  if (output === null) return null
  const extra = appendedTo(rule, options)
    .map((option) => appendedText(option, rule.sourceName))
    .filter((text) => text !== '')
    .flatMap((text) => [' ', PlacedText.at(text, rule.at)])
  return extra.length === 0 ? output : PlacedText.join([output, ...extra])
}

function withoutContainerInfo(output: PlacedText, rule: CollectedRule, findings: Findings): PlacedText {
  let result = output
  let found = result.text.indexOf(containerInfo)
  if (found === -1) return result
  findings.warning('LOAD_DEPRECATED_ITEM', containerInfoMessage, output.placeAt(found), `rule '${rule.name}'`)
  for (; found !== -1; found = result.text.indexOf(containerInfo)) result = withoutOnce(result)
  return result
}

/** The text without the places where the old field stands; what is around one may come to another. */
function withoutOnce(text: PlacedText): PlacedText {
  const parts: PlacedText[] = []
  let start = 0
  for (const part of text.text.split(containerInfo)) {
    parts.push(text.slice(start, start + part.length))
    start += part.length + containerInfo.length
  }
  return PlacedText.join(parts)
}

function warnDeprecated(output: PlacedText, rule: CollectedRule, findings: Findings): void {
  for (const name of deprecatedFields.keys()) {
    const found = output.text.indexOf(name)
    if (found !== -1)
      findings.warning(
        'LOAD_DEPRECATED_ITEM',
        `usage of deprecated field '${name}' has been detected in the rule output`,
        output.placeAt(found),
        `rule '${rule.name}'`,
      )
  }
}

/** A template out of the options; a fault in it is one of the rule that it is added to. */
function optionTemplate(text: string, rule: CollectedRule, source: Source): Template {
  try {
    return parseTemplate(PlacedText.at(text, rule.at), source)
  } catch (fault) {
    if (!(fault instanceof TemplateFault)) throw fault
    throw new LoadFault('LOAD_ERR_COMPILE_OUTPUT', fault.message, rule.at, hintFor(fault.message, source))
  }
}

function extraFieldsOf(rule: CollectedRule, source: Source, options: LoadOptions): readonly ExtraField[] {
  const template = (text: string): Template => optionTemplate(text, rule, source)
  const fields = appendedTo(rule, options)
    .flatMap((option) => option.fields ?? [])
    .map((field): ExtraField => {
      if (typeof field === 'string')
        return { key: field, kind: 'template', template: template(`%${field}`), typed: true }
      return { key: field.key, kind: 'template', template: template(field.template), typed: false }
    })
  const constants = Object.entries(options.staticFields ?? {}).map(
    ([key, text]): ExtraField => ({ key, kind: 'constant', text }),
  )
  return [...fields, ...constants]
}
