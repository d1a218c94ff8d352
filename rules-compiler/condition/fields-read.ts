import type { Condition, Operand } from './condition.ts'

/** A field with its argument, where it is read. */
export type FieldOperand = Extract<Operand, { kind: 'field' }>

/** The fields inside an operand, from left to right. */
export function fieldsOfOperand(operand: Operand): readonly FieldOperand[] {
  if (operand.kind === 'transformer') return operand.arguments.flatMap(fieldsOfOperand)
  return operand.kind === 'field' ? [operand] : []
}

/** Each reading of a field in a condition; macros share their trees, and those of one tree come once. */
export function fieldsRead(condition: Condition): readonly FieldOperand[] {
  const fields: FieldOperand[] = []
  const seen = new Set<Condition>()
  const visit = (node: Condition): void => {
    if (seen.has(node)) return
    seen.add(node)
    if (node.kind === 'and' || node.kind === 'or') node.terms.forEach(visit)
    else if (node.kind === 'not') visit(node.term)
    else if (node.kind === 'check') {
      fields.push(...fieldsOfOperand(node.left))
      if (node.right.kind === 'operand') fields.push(...fieldsOfOperand(node.right.operand))
    }
  }
  visit(condition)
  return fields
}
