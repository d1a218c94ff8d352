/** An operand of a condition, or a value of an output line, as code for events of one type. */
import type { EventType } from '#schema/events'
import type { Literal, Operand } from '../condition/condition.ts'
import { transformers } from '../transformers/index.ts'
import { fieldValue } from './fields.ts'
import type { Program } from './program.ts'
import type { Value } from './value.ts'

/** A whole number as source text of 64 bits. */
export const integerLiteral = (value: bigint): string => `0x${BigInt.asUintN(64, value).toString(16)}`

/** A constant as a value. */
export function literalValue(literal: Literal, { tables }: Program): Value {
  switch (literal.kind) {
    case 'bytes':
      return { kind: 'text', code: tables.text(literal.value), constant: literal.value }
    case 'integer':
      return { kind: 'integer', code: `<i64>${integerLiteral(literal.value)}`, signed: literal.value < 0n, has: null }
    case 'double':
      return { kind: 'double', code: `<f64>${String(literal.value)}`, has: null }
    case 'net':
      return { kind: 'address', code: tables.address(literal.address) }
  }
}

/** The value of an operand. */
export function operandValue(operand: Operand, type: EventType, program: Program): Value {
  switch (operand.kind) {
    case 'field':
      return fieldValue(operand.field, { type, program, argument: operand.argument })
    case 'literal':
      return literalValue(operand.literal, program)
    case 'transformer': {
      const values = operand.arguments.map((argument) => operandValue(argument, type, program))
      return transformers[operand.name].emit(values, program)
    }
  }
}
