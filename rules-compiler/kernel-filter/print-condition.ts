/** A resolved condition as one line, for people and as its identity. */
import type { Check, Condition, Literal, Operand } from '../condition/condition.ts'
import { quoteIfNeeded } from '../condition/escaping.ts'

const decoder = new TextDecoder()
const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** An address as people write it; with its prefix if it is a net. */
function netText({ address, prefix }: Literal & { kind: 'net' }): string {
  const isV4 = prefix >= 96 && hex(address.subarray(0, 12)) === '00000000000000000000ffff'
  const text = isV4 ? address.subarray(12).join('.') : (hex(address).match(/.{4}/g) ?? []).join(':')
  return prefix === 128 ? text : `${text}/${isV4 ? prefix - 96 : prefix}`
}

function literalText(literal: Literal): string {
  switch (literal.kind) {
    case 'bytes':
      return literal.value.length === 0 ? '""' : quoteIfNeeded(decoder.decode(literal.value))
    case 'net':
      return netText(literal)
    default:
      return String(literal.value)
  }
}

/** An operand in one line. */
export function operandText(operand: Operand): string {
  switch (operand.kind) {
    case 'literal':
      return literalText(operand.literal)
    case 'transformer':
      return `${operand.name}(${operand.arguments.map(operandText).join(', ')})`
    case 'field': {
      const { field, argument } = operand
      if (argument === null) return field.name
      return field.argument?.dotted === true ? `${field.name}.${argument}` : `${field.name}[${argument}]`
    }
  }
}

const isPlural: ReadonlySet<Check['operator']> = new Set(['in', 'intersects', 'pmatch'])

/** A comparison in one line. */
export function checkText({ left, operator, quantifier, right }: Check): string {
  const head = `${operandText(left)} ${operator}${quantifier === null ? '' : ` ${quantifier}`}`
  if (right.kind === 'none') return head
  if (right.kind === 'operand') return `${head} ${operandText(right.operand)}`
  const values = right.values.map(literalText)
  return `${head} ${isPlural.has(operator) || quantifier !== null ? `(${values.join(', ')})` : values.join(' ')}`
}

/** A condition in one line, every junction in parentheses. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'check':
      return checkText(condition)
    case 'constant':
      return String(condition.value)
    case 'not':
      return `not ${conditionText(condition.term)}`
    default:
      return `(${condition.terms.map(conditionText).join(` ${condition.kind} `)})`
  }
}
