/** The event sources, each with its table of fields. */
import type { Field } from '#schema/field'
import { fields } from '#schema/fields'
import { k8sAuditFields } from '#schema/k8s-audit-fields'

/** An event source. */
export interface Source {
  readonly name: string
  readonly fields: ReadonlyMap<string, Field>
  /** Fields that have the same text in every event, by name. */
  readonly constants?: ReadonlyMap<string, string>
}

const source = (name: string, table: readonly Field[]): [string, Source] => [
  name,
  { name, fields: new Map(table.map((field) => [field.name, field])) },
]

/** The sources that rules can be for, by name. */
export const sources: ReadonlyMap<string, Source> = new Map([
  source('syscall', fields),
  source('k8s_audit', k8sAuditFields),
])

/** The source with fields that have one text each. */
export const withConstants = (source: Source, constants: Readonly<Record<string, string>>): Source => ({
  ...source,
  constants: new Map(Object.entries(constants)),
})
