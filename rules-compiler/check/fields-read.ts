/** The fields that a condition and an output read. */
import type { Condition, Operand } from '../condition/condition.ts'
import type { Template } from '../rule.ts'

type FieldOperand = Extract<Operand, { kind: 'field' }>

/** Each reading of a field; those of shared macros once. */
export function fieldsRead(condition: Condition, template: Template): readonly FieldOperand[] {
  const fields: FieldOperand[] = []
  const seen = new Set<Condition>()
  const visit = (node: Condition): void => {
    if (seen.has(node)) return
    seen.add(node)
    if (node.kind === 'and' || node.kind === 'or') for (const term of node.terms) visit(term)
    else if (node.kind === 'not') visit(node.term)
    else if (node.kind === 'check') {
      addFields(node.left, fields)
      if (node.right.kind === 'operand') addFields(node.right.operand, fields)
    }
  }
  visit(condition)
  for (const part of template) if (part.kind === 'value') addFields(part.operand, fields)
  return fields
}

function addFields(operand: Operand, fields: FieldOperand[]): void {
  if (operand.kind === 'field') fields.push(operand)
  if (operand.kind === 'transformer') for (const argument of operand.arguments) addFields(argument, fields)
}
