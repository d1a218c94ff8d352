import type { FieldSyntax, OperandSyntax } from './syntax.ts'

/** The fields inside an operand as written, from left to right. */
export function fieldsOf(operand: OperandSyntax): readonly FieldSyntax[] {
  switch (operand.kind) {
    case 'field':
      return [operand]
    case 'value':
      return []
    case 'list':
      return operand.items.flatMap(fieldsOf)
    case 'transformer':
      return operand.arguments.flatMap(fieldsOf)
  }
}
