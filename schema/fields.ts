/** Every field that Falco's `syscall` source has, from the tables in fields/. */
import type { Field } from './field.ts'
import { containerFields } from './fields/container.ts'
import { descriptorFields } from './fields/descriptor.ts'
import { generalEventFields, syscallEventFields } from './fields/event.ts'
import { identityFields } from './fields/identity.ts'
import { processFields } from './fields/process.ts'

/** The fields of the `syscall` source, in the order of the reference. */
export const fields: readonly Field[] = [
  ...generalEventFields,
  ...syscallEventFields,
  ...processFields,
  ...identityFields,
  ...descriptorFields,
  ...containerFields,
]

const byName = new Map(fields.map((field) => [field.name, field]))

/** The field of exactly that name, without an argument. */
export const fieldNamed = (name: string): Field | undefined => byName.get(name)
