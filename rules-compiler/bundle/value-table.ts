/** The values that output lines need, each once, in the order in which they are first asked for. */
import type { ManifestField, ManifestPart, ManifestValue, NumberFormat } from '#schema/manifest'
import type { Operand } from '../condition/condition.ts'
import type { ShownValue } from '../emit/extract-function.ts'
import type { ExtraField, ResolvedRule, Template } from '../rule.ts'

const plain = (_: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return `${value}n`
  return value instanceof Uint8Array ? [...value] : value
}

const formatOf = (operand: Operand): NumberFormat =>
  operand.kind === 'field' ? (operand.field.format ?? 'id') : 'decimal'

type Asking = Pick<ResolvedRule, 'eventTypes'>

/** Numbers values as templates are read. */
export class ValueTable {
  readonly #shown: { readonly operand: Operand; eventTypes: Set<string> | null }[] = []
  readonly values: ManifestValue[] = []
  readonly #numbers = new Map<string, number>()

  /** The values in the order of their numbers. */
  get shown(): readonly ShownValue[] {
    return this.#shown
  }

  #number(text: string, operand: Operand, { eventTypes }: Asking): number {
    const key = JSON.stringify(operand, plain)
    const number = this.#numbers.get(key) ?? this.#shown.length
    const known = this.#shown[number] ?? { operand, eventTypes: new Set() }
    if (number === this.#shown.length) {
      this.#numbers.set(key, number)
      this.values.push({ text, format: formatOf(operand) })
      this.#shown.push(known)
    }
    if (eventTypes.length === 0) known.eventTypes = null
    for (const type of eventTypes) known.eventTypes?.add(type)
    return number
  }

  /** An output line of a rule with its values numbered. */
  parts(template: Template, rule: Asking): readonly ManifestPart[] {
    return template.map((part) => {
      if (part.kind === 'text') return part
      const value = this.#number(part.text, part.operand, rule)
      return { kind: 'value', text: part.text, value, ...(part.width === undefined ? {} : { width: part.width }) }
    })
  }

  /** An added field of a rule with its values numbered. */
  field(field: ExtraField, rule: Asking): ManifestField {
    if (field.kind === 'constant') return field
    return { kind: 'template', key: field.key, parts: this.parts(field.template, rule), typed: field.typed }
  }
}
