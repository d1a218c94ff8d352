import type { Condition } from '../condition/condition.ts'
import { type FieldOperand, fieldsOfOperand, fieldsRead } from '../condition/fields-read.ts'
import type { Template } from '../rule.ts'

/** Each reading of a field in a condition and in an output. */
export const fieldsOfRule = (condition: Condition, template: Template): readonly FieldOperand[] => [
  ...fieldsRead(condition),
  ...template.flatMap((part) => (part.kind === 'value' ? fieldsOfOperand(part.operand) : [])),
]
