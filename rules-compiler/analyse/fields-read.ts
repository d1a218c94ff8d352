import type { Field } from '#schema/field'
import type { Condition, Operand } from '../condition/condition.ts'

function ofOperand(operand: Operand): readonly Field[] {
  if (operand.kind === 'field') return [operand.field]
  return operand.kind === 'transformer' ? operand.arguments.flatMap(ofOperand) : []
}

/** Every field that a condition reads, as often as it does. */
export function fieldsRead(condition: Condition): readonly Field[] {
  switch (condition.kind) {
    case 'check':
      return [
        ...ofOperand(condition.left),
        ...(condition.right.kind === 'operand' ? ofOperand(condition.right.operand) : []),
      ]
    case 'and':
    case 'or':
      return condition.terms.flatMap(fieldsRead)
    case 'not':
      return fieldsRead(condition.term)
    case 'constant':
      return []
  }
}
