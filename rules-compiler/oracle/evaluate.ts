/**
 * The plain meaning of a condition: walks the tree and computes every comparison afresh. Slow on purpose; what it says
 * is what the compiled rules must say. A comparison whose operand has no value is false, `!=` included.
 */
import type { Field, FieldType } from '#schema/field'
import type { Check, Condition, Operand, OperatorName, Right } from '../condition/condition.ts'
import { type Constant, compare } from './compare.ts'
import { applyTransformer } from './transform.ts'
import { manner, membersOf, type Scalar, type Value, type Values } from './value.ts'

/** Gives the value of a field in the event at hand; undefined if it has none. */
export type ReadField = (field: Field, argument: string | number | null) => Value | undefined

/** Whether the condition holds. */
export function evaluateCondition(condition: Condition, read: ReadField): boolean {
  switch (condition.kind) {
    case 'constant':
      return condition.value
    case 'not':
      return !evaluateCondition(condition.term, read)
    case 'and':
      return condition.terms.every((term) => evaluateCondition(term, read))
    case 'or':
      return condition.terms.some((term) => evaluateCondition(term, read))
    case 'check':
      return evaluateCheck(condition, read)
  }
}

/** The values of an operand, or undefined if it has none. */
export function valuesOf(operand: Operand, read: ReadField): Values | undefined {
  switch (operand.kind) {
    case 'literal': {
      const { literal } = operand
      return { members: [literal.kind === 'net' ? literal.address : literal.value], list: false }
    }
    case 'field': {
      const value = read(operand.field, operand.argument)
      return value === undefined ? undefined : { members: membersOf(value), list: operand.field.list }
    }
    case 'transformer': {
      const inner = operand.arguments.map((argument) => valuesOf(argument, read))
      const known = inner.filter((values) => values !== undefined)
      const [first] = operand.arguments
      const type = first === undefined ? 'charbuf' : typeOf(first)
      return known.length < inner.length ? undefined : applyTransformer(operand.name, known, type)
    }
  }
}

/** The type under which an operand compares. */
export function typeOf(operand: Operand): FieldType {
  if (operand.kind === 'field') return operand.field.type
  if (operand.kind === 'literal') return 'charbuf'
  if (operand.name === 'len') return 'uint64'
  const [first] = operand.arguments
  return operand.name === 'b64' && first !== undefined ? typeOf(first) : 'charbuf'
}

function evaluateCheck({ left, operator, quantifier, right }: Check, read: ReadField): boolean {
  const values = valuesOf(left, read)
  if (values === undefined) return false
  if (operator === 'exists') return true
  const constants = constantsOf(right, read)
  if (constants === undefined) return false
  const type = typeOf(left)
  const one = (value: Scalar): boolean => evaluateOne(value, type, operator, quantifier, constants)
  const { members, list } = values
  if (left.kind === 'field' && manner(left.field, left.argument) === 'either end')
    return operator === '!=' ? members.length > 0 && members.every(one) : members.some(one)
  if (list && operator === 'in') return members.every(one)
  return members.some(one)
}

/** What stands on the right, or undefined if it has no value. */
function constantsOf(right: Right, read: ReadField): readonly Constant[] | undefined {
  if (right.kind === 'none') return []
  if (right.kind === 'literals') return right.values
  return valuesOf(right.operand, read)?.members.map(constantOf)
}

function constantOf(value: Scalar): Constant {
  if (value instanceof Uint8Array) return { kind: 'bytes', value }
  return typeof value === 'bigint' ? { kind: 'integer', value } : { kind: 'double', value }
}

function evaluateOne(
  value: Scalar,
  type: FieldType,
  operator: OperatorName,
  quantifier: Check['quantifier'],
  constants: readonly Constant[],
): boolean {
  if (constants.length === 0) return false
  if (operator === 'in' || operator === 'intersects')
    return constants.some((constant) => compare(value, type, '=', constant))
  if (operator === 'pmatch') return constants.some((constant) => compare(value, type, 'pmatch', constant))
  const matches = constants.filter((constant) => compare(value, type, operator, constant)).length
  switch (quantifier) {
    case 'oneof':
      return matches === 1
    case 'anyof':
      return matches > 0
    case 'allof':
      return matches === constants.length
    case null: {
      const [first] = constants
      return first !== undefined && compare(value, type, operator, first)
    }
  }
}
