/** Types a condition: every field is looked up, every operator and constant checked against the type on its left. */
import { isEventName } from '#schema/event-names'
import type { Check, Condition, Literal, Operand, Right } from '../condition/condition.ts'
import { ConditionFault } from '../condition/fault.ts'
import { fieldsOf } from '../condition/fields-of.ts'
import { shown } from '../condition/raw-bytes.ts'
import type { ComparisonSyntax, Syntax, ValuesSyntax } from '../condition/syntax.ts'
import type { Source } from '../load/source.ts'
import { evaluateCondition, valuesOf } from '../oracle/evaluate.ts'
import type { Place } from '../place.ts'
import { typeName, whyNotComparable } from './comparable.ts'
import { findField } from './field-lookup.ts'
import { parseHexBytes, parseLiteral } from './literal.ts'
import { checkOperand, type TypedOperand } from './operand.ts'
import { readRegex } from './regex-syntax.ts'
import { warningsOfValue } from './value-warnings.ts'

/** Something found in a condition, at its place. */
export interface Remark {
  readonly message: string
  readonly at: Place
}

/** What checking a condition gives. `condition` is null if there are errors, or names that were reported before. */
export interface CheckedCondition {
  readonly condition: Condition | null
  readonly errors: readonly Remark[]
  readonly warnings: readonly Remark[]
}

/** Checks a condition whose macros are resolved. */
export function checkCondition(syntax: Syntax, source: Source): CheckedCondition {
  const checker = new Checker(source)
  const condition = checker.check(syntax)
  return {
    condition: checker.errors.length === 0 && !checker.isIncomplete ? condition : null,
    errors: checker.errors,
    warnings: checker.warnings,
  }
}

class Checker {
  readonly #source: Source
  readonly #checked = new Map<Syntax, Condition>()
  readonly errors: Remark[] = []
  readonly warnings: Remark[] = []
  #at: Place | null = null
  #isIncomplete = false

  constructor(source: Source) {
    this.#source = source
  }

  /** Whether a part of the condition is missing. */
  get isIncomplete(): boolean {
    return this.#isIncomplete
  }

  /** Macros share their trees, and so do the results. */
  check(syntax: Syntax): Condition {
    const known = this.#checked.get(syntax)
    if (known !== undefined) return known
    const condition = this.#check(syntax)
    this.#checked.set(syntax, condition)
    return condition
  }

  #check(syntax: Syntax): Condition {
    switch (syntax.kind) {
      case 'and':
      case 'or':
        return { kind: syntax.kind, terms: syntax.terms.map((term) => this.check(term)) }
      case 'not':
        return { kind: 'not', term: this.check(syntax.term) }
      case 'identifier':
        if (syntax.reported) this.#isIncomplete = true
        else this.errors.push({ message: `filter error: unexpected identifier '${syntax.name}'`, at: syntax.at })
        return { kind: 'constant', value: false }
      case 'comparison':
        return this.#comparison(syntax)
    }
  }

  #comparison(syntax: ComparisonSyntax): Condition {
    if (this.#reportUnknownFields(syntax)) return { kind: 'constant', value: false }
    this.#at = syntax.at
    try {
      return this.#check1(syntax)
    } catch (fault) {
      if (!(fault instanceof ConditionFault)) throw fault
      this.errors.push({ message: fault.message, at: this.#at ?? syntax.at })
      return { kind: 'constant', value: false }
    }
  }

  /** Each field that cannot be found is a fault; whether there are any. */
  #reportUnknownFields({ left, right }: ComparisonSyntax): boolean {
    const before = this.errors.length
    const operands = right === null || right.kind === 'values' ? [left] : [left, right]
    for (const { name, argument, at } of operands.flatMap(fieldsOf))
      if (argument !== null || !this.#source.constants?.has(name))
        this.#guard(at, () => findField(this.#source, name, argument))
    return this.errors.length > before
  }

  #guard<T>(at: Place, step: () => T): T | null {
    try {
      return step()
    } catch (fault) {
      if (!(fault instanceof ConditionFault)) throw fault
      this.errors.push({ message: fault.message, at })
      return null
    }
  }

  #check1(syntax: ComparisonSyntax): Condition {
    const { operator, quantifier, at } = syntax
    const left = checkOperand(syntax.left, this.#checking)
    this.#at = at
    const unfit = whyNotComparable(operator, left.type, left.list, quantifier !== null)
    if (unfit !== null) throw new ConditionFault(`filter error: ${unfit}`)
    const right = this.#right(syntax, left)
    return settled({ kind: 'check', left: left.operand, operator, quantifier, right, at })
  }

  get #checking() {
    return {
      source: this.#source,
      at: (place: Place) => {
        this.#at = place
      },
    }
  }

  #right(syntax: ComparisonSyntax, left: TypedOperand): Right {
    if (syntax.right === null) return { kind: 'none' }
    if (syntax.right.kind === 'values') return { kind: 'literals', values: this.#literals(syntax, syntax.right, left) }
    const right = checkOperand(syntax.right, this.#checking)
    this.#at = syntax.right.at
    checkRightOperand(syntax.operator, left, right)
    return { kind: 'operand', operand: right.operand }
  }

  #literals(
    { operator }: ComparisonSyntax,
    { values, places, at: listAt }: ValuesSyntax,
    left: TypedOperand,
  ): readonly Literal[] {
    return values.flatMap((value, index) => {
      const at = places[index] ?? listAt
      for (const message of warningsOfValue(value, operator, this.#source)) this.warnings.push({ message, at })
      const literal = this.#guard(at, () => literalOf(value, operator, left))
      return literal === null ? [] : [literal]
    })
  }
}

function literalOf(value: string, operator: string, left: TypedOperand): Literal {
  const isHex = operator === 'bcontains' || operator === 'bstartswith'
  const literal = isHex ? parseHexBytes(value) : parseLiteral(value, left.type)
  checkEventType(left, value)
  if (operator === 'regex') readRegex(shown(value))
  return literal
}

/** Only names of events can be compared with evt.type, whatever the operator. */
function checkEventType({ operand, name }: TypedOperand, value: string): void {
  if (operand.kind === 'field' && name === 'evt.type' && !isEventName(value))
    throw new ConditionFault(`unknown event type ${shown(value)}`)
}

const displayType = ({ type, list }: TypedOperand): string => `'${typeName(type)}'${list ? ' (list)' : ''}`

function checkRightOperand(operator: string, left: TypedOperand, right: TypedOperand): void {
  if (operator === 'pmatch' || operator === 'regex')
    throw new ConditionFault(`operator '${operator.toUpperCase()}' doesn't support right-hand side fields`)
  if (left.type === 'ipnet') throw new ConditionFault("field type 'IPNET' doesn't support right-hand side fields")
  if (!left.right) throw new ConditionFault(`field '${left.name}' doesn't support right-hand side fields`)
  if (!right.right) throw new ConditionFault(`field '${right.name}' can't be used as a right-hand side field`)
  if (left.type !== right.type || left.list !== right.list)
    throw new ConditionFault(
      `field '${left.name}' has type ${displayType(left)} while the right-hand side field '${right.name}' has incompatible type ${displayType(right)}`,
    )
}

const readsFields = (operand: Operand): boolean =>
  operand.kind === 'field' || (operand.kind === 'transformer' && operand.arguments.some(readsFields))

/** A comparison as it stands for every event: constants on its right are literals, and without any field it is settled. */
function settled(check: Check): Condition {
  const right = check.right.kind === 'operand' ? literalRight(check.right.operand) : check.right
  const result: Check = { ...check, right }
  if (readsFields(check.left) || right.kind === 'operand') return result
  return { kind: 'constant', value: evaluateCondition(result, () => undefined) }
}

function literalRight(operand: Operand): Right {
  if (readsFields(operand)) return { kind: 'operand', operand }
  const members = valuesOf(operand, () => undefined)?.members ?? []
  return members.every((value) => value instanceof Uint8Array)
    ? { kind: 'literals', values: members.map((value) => ({ kind: 'bytes', value })) }
    : { kind: 'operand', operand }
}
