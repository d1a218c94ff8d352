/**
 * `--fields` and `--filter` as a rule: the filter is its condition, the fields its output. So what prints is what a
 * rule would see.
 */
import { type Diagnostic, filterCondition, loadRules, type RuleSet } from '#rules-compiler'

/** What is asked of each event. */
export interface FieldsAsked {
  /** As in an output, without `%`: `proc.aname[2]`, `toupper(proc.name)`. */
  readonly fields: readonly string[]
  /** A condition; undefined for all events. */
  readonly filter: string | undefined
  readonly source: string
}

/** A field or a filter that cannot be used; the message says which and why. */
export class FieldsFault extends Error {}

/** Holds for every event: numbers count from 1. */
const always = 'evt.num > 0'

/** The rule; throws FieldsFault. */
export function fieldRules({ fields, filter = always, source }: FieldsAsked): RuleSet {
  const checked = filterCondition(filter, { source })
  if (!checked.ok) {
    const { message, line, column } = checked.error
    throw new FieldsFault(`--filter, line ${line}, column ${column}: ${message}`)
  }
  const rule = {
    rule: 'fields',
    desc: 'the fields asked for',
    condition: filter,
    output: fields.map((field) => `%${field}`).join(' '),
    priority: 'DEBUG',
    source,
  }
  // JSON is YAML, and quotes whatever the texts hold.
  const rules = loadRules([{ path: '--fields', text: JSON.stringify([rule]) }])
  const [error] = rules.diagnostics.filter(({ severity }) => severity === 'error')
  if (error !== undefined) throw new FieldsFault(faultText(error))
  const shown = rules.rules[0]?.output.filter(({ kind }) => kind === 'value').length ?? 0
  if (shown !== fields.length) throw new FieldsFault(`--fields: '${fields.join(',')}' is no list of fields`)
  return rules
}

const faultText = ({ message, hint }: Diagnostic): string =>
  `--fields: ${message.replace('unknown filter: ', '')}${hint === '' ? '' : `; ${hint}`}`

/** The fields of a comma-separated list; commas within parentheses and brackets belong to a field. */
export function splitFields(text: string): readonly string[] {
  const fields: string[] = []
  let depth = 0
  let field = ''
  for (const character of text) {
    if ('(['.includes(character)) depth++
    if (')]'.includes(character)) depth--
    if (character === ',' && depth === 0) {
      fields.push(field.trim())
      field = ''
    } else field += character
  }
  return [...fields, field.trim()].filter((name) => name !== '')
}
