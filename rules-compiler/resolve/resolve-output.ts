/** A rule's output with what the options add to it, read into templates. */
import { hintFor } from '../check/nearest.ts'
import { deprecatedFields } from '../check/syntax-warnings.ts'
import type { CollectedRule } from '../load/collect.ts'
import { type Findings, LoadFault } from '../load/findings.ts'
import { appendedText, appendedTo, type LoadOptions } from '../load/options.ts'
import { PlacedText } from '../load/placed-text.ts'
import type { Source } from '../load/source.ts'
import { parseTemplate, TemplateFault } from '../output/template.ts'
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

/** The output of a rule; `skipped` if it names unknown fields and the rule says to leave it out then. */
export function resolveOutput(
  rule: CollectedRule,
  source: Source,
  options: LoadOptions,
  findings: Findings,
): ResolvedOutput | 'skipped' {
  const text = withoutContainerInfo(appended(rule, options), rule, findings)
  try {
    const template = parseTemplate(text, source)
    warnDeprecated(text, rule, findings)
    return { template, extraFields: extraFieldsOf(rule, source, options) }
  } catch (fault) {
    if (!(fault instanceof TemplateFault)) throw fault
    const at = text.placeAt(fault.offset)
    if (!rule.body.skipIfUnknownFilter || !isUnknownFilter(fault.message))
      throw new LoadFault('LOAD_ERR_COMPILE_OUTPUT', fault.message, at, hintFor(fault.message, source))
    findings.warning('LOAD_UNKNOWN_FILTER', fault.message, at, `rule '${rule.name}'`, 'the rule is left out')
    return 'skipped'
  }
}

function appended(rule: CollectedRule, options: LoadOptions): PlacedText {
  const extra = appendedTo(rule, options)
    .map((option) => appendedText(option, rule.sourceName))
    .filter((text) => text !== '')
    .flatMap((text) => [' ', PlacedText.at(text, rule.at)])
  return extra.length === 0 ? rule.body.output : PlacedText.join([rule.body.output, ...extra])
}

function withoutContainerInfo(output: PlacedText, rule: CollectedRule, findings: Findings): PlacedText {
  let result = output
  let found = result.text.indexOf(containerInfo)
  if (found === -1) return result
  findings.warning('LOAD_DEPRECATED_ITEM', containerInfoMessage, output.placeAt(found), `rule '${rule.name}'`)
  for (; found !== -1; found = result.text.indexOf(containerInfo))
    result = PlacedText.join([result.slice(0, found), result.slice(found + containerInfo.length)])
  return result
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

function extraFieldsOf(rule: CollectedRule, source: Source, options: LoadOptions): readonly ExtraField[] {
  const template = (text: string): Template => parseTemplate(PlacedText.at(text, rule.at), source)
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
