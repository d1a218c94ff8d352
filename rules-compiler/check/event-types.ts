/**
 * The event types that a condition can be true for, by sets of names: `and` intersects, `or` unites, `not` turns both
 * around and goes down to the comparisons. A comparison that says nothing about the type is neutral, negated or not.
 */
import { eventCodeCounts, genericSyscalls } from '#schema/event-names'
import { ConditionFault } from '../condition/fault.ts'
import type { ComparisonSyntax, OperandSyntax, Syntax } from '../condition/syntax.ts'

/** Names of event types; null stands for all of them. */
export type EventTypes = ReadonlySet<string> | null

const all: ReadonlySet<string> = new Set([...eventCodeCounts.keys(), ...genericSyscalls])
const none: ReadonlySet<string> = new Set()
const totalCodes = [...eventCodeCounts.values()].reduce((sum, count) => sum + count, 0)

/** More event codes than this, and Falco warns. */
const manyCodes = 100

/** The event types of a condition; throws a ConditionFault for comparisons that cannot be told. */
export function eventTypesOf(syntax: Syntax): EventTypes {
  const types = typesOf(syntax, false)
  return types !== null && types.size === all.size ? null : types
}

/** Whether Falco would warn that so many types cost too much. */
export function isTooMany(types: EventTypes): boolean {
  if (types === null) return totalCodes > manyCodes
  let codes = [...types].some((name) => genericSyscalls.has(name)) ? 2 : 0
  for (const name of types) codes += eventCodeCounts.get(name) ?? 0
  return codes > manyCodes
}

function typesOf(syntax: Syntax, negated: boolean): EventTypes {
  switch (syntax.kind) {
    case 'and':
    case 'or': {
      const combine = (syntax.kind === 'and') === negated ? union : intersection
      return syntax.terms.map((term) => typesOf(term, negated)).reduce(combine)
    }
    case 'not':
      return typesOf(syntax.term, !negated)
    case 'identifier':
      return null
    case 'comparison': {
      const types = typesOfComparison(syntax)
      return types !== 'any' && negated ? complement(types) : types === 'any' ? null : types
    }
  }
}

const union = (a: EventTypes, b: EventTypes): EventTypes => (a === null || b === null ? null : new Set([...a, ...b]))

function intersection(a: EventTypes, b: EventTypes): EventTypes {
  if (a === null || b === null) return a ?? b
  return new Set([...a].filter((name) => b.has(name)))
}

const complement = (types: EventTypes): EventTypes =>
  types === null ? none : new Set([...all].filter((name) => !types.has(name)))

/** What the comparison says of the type; `any` if nothing. */
function typesOfComparison(syntax: ComparisonSyntax): EventTypes | 'any' {
  const invariant = invariantOf(syntax)
  if (invariant !== undefined) return invariant ? null : none
  const { left, operator, right } = syntax
  if (operator === 'exists') return isTypeField(left) ? null : 'any'
  if (!['=', '!=', 'in'].includes(operator) || syntax.quantifier !== null) return 'any'
  refuseTransformed(left)
  if (!isTypeField(left) || right === null) return 'any'
  if (right.kind !== 'values')
    throw new ConditionFault(
      'right-hand field comparisons on `evt.type`/`syscall.type` checks are not supported by event code search',
    )
  const names = new Set(right.values.filter((name) => all.has(name)))
  return operator === '!=' ? complement(names) : names
}

const isTypeField = (operand: OperandSyntax): boolean =>
  operand.kind === 'field' &&
  (operand.name === 'evt.type' || operand.name === 'syscall.type') &&
  operand.argument === null

function refuseTransformed(operand: OperandSyntax): void {
  if (operand.kind === 'transformer' && operand.arguments.some(isTypeField))
    throw new ConditionFault('event code search does not support `evt.type` checks with transformers')
}

/** evt.num counts from 1, so some comparisons with it are always true or never. */
function invariantOf({ left, operator, quantifier, right }: ComparisonSyntax): boolean | undefined {
  if (left.kind !== 'field' || left.name !== 'evt.num' || left.argument !== null || right?.kind !== 'values')
    return undefined
  if (quantifier !== null || !right.values.every((value) => /^[ \t]*\+?\d+$/.test(value))) return undefined
  const numbers = right.values.map(BigInt)
  if (operator === 'in') return right.list && numbers.every((number) => number === 0n) ? false : undefined
  const [number = 0n] = numbers
  if (right.list) return undefined
  switch (operator) {
    case '=':
    case '<=':
      return number === 0n ? false : undefined
    case '<':
      return number <= 1n ? false : undefined
    case '!=':
    case '>':
      return number === 0n ? true : undefined
    case '>=':
      return number <= 1n ? true : undefined
    default:
      return undefined
  }
}
