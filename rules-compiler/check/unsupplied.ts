/** Fields that are known but never have a value in this version. */
import type { Condition, Operand } from '../condition/condition.ts'
import type { Template } from '../rule.ts'

/** The names of such fields in a condition and an output, sorted. */
export function unsuppliedFields(condition: Condition, template: Template): readonly string[] {
  const names = new Set<string>()
  const seen = new Set<Condition>()
  const visit = (node: Condition): void => {
    if (seen.has(node)) return
    seen.add(node)
    if (node.kind === 'and' || node.kind === 'or') for (const term of node.terms) visit(term)
    else if (node.kind === 'not') visit(node.term)
    else if (node.kind === 'check') {
      addFields(node.left, names)
      if (node.right.kind === 'operand') addFields(node.right.operand, names)
    }
  }
  visit(condition)
  for (const part of template) if (part.kind === 'value') addFields(part.operand, names)
  return [...names].sort()
}

function addFields(operand: Operand, names: Set<string>): void {
  if (operand.kind === 'field' && !operand.field.supplied) names.add(operand.field.name)
  if (operand.kind === 'transformer') for (const argument of operand.arguments) addFields(argument, names)
}
