/** Falco's canonical form of a condition: infix, every junction in parentheses, values quoted only where needed. */
import { quoteIfNeeded } from './escaping.ts'
import { shown } from './raw-bytes.ts'
import type { OperandSyntax, Syntax, ValuesSyntax } from './syntax.ts'

/** The condition in one line. */
export function printCondition(syntax: Syntax): string {
  switch (syntax.kind) {
    case 'and':
    case 'or':
      return `(${syntax.terms.map(printCondition).join(` ${syntax.kind} `)})`
    case 'not':
      return `not ${printCondition(syntax.term)}`
    case 'identifier':
      return syntax.name
    case 'comparison': {
      const left = printOperand(syntax.left)
      if (syntax.right === null) return `${left} ${syntax.written}`
      const right = syntax.right.kind === 'values' ? printValues(syntax.right) : printOperand(syntax.right)
      return `${left} ${syntax.written} ${right}`
    }
  }
}

const printValue = (text: string): string => shown(quoteIfNeeded(text))

const printValues = ({ values, list }: ValuesSyntax): string =>
  list ? `(${values.map(printValue).join(', ')})` : values.map(printValue).join('')

const printArgument = (argument: string | null): string =>
  argument === null ? '' : argument === '' ? '[""]' : `[${printValue(argument)}]`

/** An operand in one line; with transformers, the name under which alerts list it. */
export function printOperand(operand: OperandSyntax): string {
  switch (operand.kind) {
    case 'field':
      return `${operand.name}${printArgument(operand.argument)}`
    case 'value':
      return printValue(operand.text)
    case 'list':
      return `(${operand.items.map(printOperand).join(',')})`
    case 'transformer':
      return `${operand.name}(${operand.arguments.map(printOperand).join(',')})${printArgument(operand.argument)}`
  }
}
