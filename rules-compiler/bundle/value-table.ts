/** The values that output lines need, each once, in the order in which they are first asked for. */
import type { ManifestField, ManifestPart, ManifestValue, NumberFormat } from '#schema/manifest'
import type { Operand } from '../condition/condition.ts'
import type { ExtraField, Template } from '../rule.ts'

const plain = (_: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return `${value}n`
  return value instanceof Uint8Array ? [...value] : value
}

const formatOf = (operand: Operand): NumberFormat =>
  operand.kind === 'field' ? (operand.field.format ?? 'id') : 'decimal'

/** Numbers values as templates are read. */
export class ValueTable {
  readonly operands: Operand[] = []
  readonly values: ManifestValue[] = []
  readonly #numbers = new Map<string, number>()

  #number(text: string, operand: Operand): number {
    const key = JSON.stringify(operand, plain)
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.operands.length)
    this.values.push({ text, format: formatOf(operand) })
    return this.operands.push(operand) - 1
  }

  /** An output line with its values numbered. */
  parts(template: Template): readonly ManifestPart[] {
    return template.map((part) => {
      if (part.kind === 'text') return part
      const value = this.#number(part.text, part.operand)
      return { kind: 'value', text: part.text, value, ...(part.width === undefined ? {} : { width: part.width }) }
    })
  }

  /** An added field with its values numbered. */
  field(field: ExtraField): ManifestField {
    if (field.kind === 'constant') return field
    return { kind: 'template', key: field.key, parts: this.parts(field.template), typed: field.typed }
  }
}
