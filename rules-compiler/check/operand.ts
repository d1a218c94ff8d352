/** Operands with their types: fields are looked up, transformers checked against what they are given. */
import type { FieldType } from '#schema/field'
import type { Operand, TransformerName } from '../condition/condition.ts'
import { ConditionFault } from '../condition/fault.ts'
import { printOperand } from '../condition/print.ts'
import { bytesOf } from '../condition/raw-bytes.ts'
import type { FieldSyntax, OperandSyntax, TransformerSyntax } from '../condition/syntax.ts'
import type { Source } from '../load/source.ts'
import type { Place } from '../place.ts'
import { typeName } from './comparable.ts'
import { findField } from './field-lookup.ts'

/** An operand that can be compared. */
export interface TypedOperand {
  readonly operand: Operand
  readonly type: FieldType
  readonly list: boolean
  /** The name in messages: of the field inside. */
  readonly name: string
  /** Whether a field may be compared with it, and it with a field. */
  readonly right: boolean
  readonly transformable: boolean
  /** Elements, where it is a list written out. */
  readonly items?: readonly Operand[] | undefined
}

/** What an operand is checked with; `at` tells where the check is, for the place of a fault. */
export interface OperandChecking {
  readonly source: Source
  readonly at: (place: Place) => void
}

/** Looks up and types an operand; throws a ConditionFault at the last place given to `at`. */
export function checkOperand(syntax: OperandSyntax, checking: OperandChecking): TypedOperand {
  checking.at(syntax.at)
  switch (syntax.kind) {
    case 'field':
      return checkField(syntax, checking)
    case 'value':
      return { ...text('NA'), operand: { kind: 'literal', literal: { kind: 'bytes', value: bytesOf(syntax.text) } } }
    case 'list': {
      const items = syntax.items.map((item) => checkOperand(item, checking))
      const operands = items.flatMap((item) => item.items ?? [item.operand])
      const first = operands[0] ?? { kind: 'literal', literal: { kind: 'bytes', value: new Uint8Array() } }
      return { ...text('NA'), operand: first, list: true, items: operands }
    }
    case 'transformer':
      return checkTransformer(syntax, checking)
  }
}

const text = (name: string): Omit<TypedOperand, 'operand'> => ({
  type: 'charbuf',
  list: false,
  name,
  right: true,
  transformable: true,
})

function checkField(syntax: FieldSyntax, { source }: OperandChecking): TypedOperand {
  const constant = syntax.argument === null ? source.constants?.get(syntax.name) : undefined
  if (constant !== undefined)
    return {
      ...text(syntax.name),
      operand: { kind: 'literal', literal: { kind: 'bytes', value: new TextEncoder().encode(constant) } },
    }
  const { field, argument } = findField(source, syntax.name, syntax.argument)
  return {
    operand: { kind: 'field', field, argument },
    type: field.type,
    list: field.list,
    name: field.name,
    right: field.right !== false,
    transformable: field.transformable !== false,
  }
}

function checkTransformer(syntax: TransformerSyntax, checking: OperandChecking): TypedOperand {
  const inner = syntax.arguments.map((argument) => checkOperand(argument, checking))
  checking.at(syntax.at)
  const [only] = inner
  if (syntax.argument !== null && syntax.name !== 'getopt')
    throw new ConditionFault(
      `${inner.length === 1 ? 'filter error: ' : ''}transformer '${syntax.name}' does not support field arguments`,
    )
  if (syntax.name === 'val' && only !== undefined) return only
  if (inner.length === 1 && only !== undefined) return applyToOne(syntax, only)
  switch (syntax.name) {
    case 'join':
      return join(inner)
    case 'concat':
      return concat(inner)
    case 'getopt':
      return getopt(inner, syntax.argument)
    default:
      throw new ConditionFault(`transformer '${syntax.name}' takes one argument, but ${inner.length} are given`)
  }
}

const textTypes: ReadonlySet<FieldType> = new Set(['charbuf', 'fspath'])
const acceptedTypes: Readonly<Partial<Record<TransformerName, ReadonlySet<FieldType>>>> = {
  tolower: textTypes,
  toupper: textTypes,
  basename: textTypes,
  b64: new Set(['charbuf', 'bytebuf']),
  len: new Set(['charbuf', 'fspath', 'bytebuf']),
}

function applyToOne(syntax: TransformerSyntax, only: TypedOperand): TypedOperand {
  const accepted = acceptedTypes[syntax.name]
  if (accepted === undefined)
    throw new ConditionFault(`unknown field transformer '${syntax.name}' of one argument: ${printOperand(syntax)}`)
  if (!only.transformable) throw new ConditionFault(`field '${only.name}' does not support transformers`)
  if (!accepted.has(only.type) && !(syntax.name === 'len' && only.list))
    throw new ConditionFault(
      `can't add field transformer: type '${typeName(only.type)}' is not supported by '${syntax.name}' transformer applied on ${only.list ? 'list ' : ''}field '${only.name}'`,
    )
  const operand: Operand = { kind: 'transformer', name: syntax.name, arguments: only.items ?? [only.operand] }
  const result = { ...only, operand, items: undefined }
  return syntax.name === 'len' ? { ...result, type: 'uint64', list: false } : result
}

const made = (name: TransformerName, operands: readonly Operand[], list = false): TypedOperand => ({
  ...text('INTERNAL'),
  list,
  operand: { kind: 'transformer', name, arguments: operands },
})

/** Lists as getopt makes them are no lists to the transformers around it, as in Falco. */
const isList = ({ list, operand }: TypedOperand): boolean =>
  list && !(operand.kind === 'transformer' && operand.name === 'getopt')

function join(inner: readonly TypedOperand[]): TypedOperand {
  const [separator, list] = inner
  if (inner.length !== 2 || separator === undefined || list === undefined)
    throw new ConditionFault('join() requires exactly 2 arguments: separator and list')
  if (isList(separator))
    throw new ConditionFault('join() first argument (separator) must be a single value, not a list')
  if (!isList(list)) throw new ConditionFault('join() second argument must be a list')
  return made('join', [separator.operand, ...(list.items ?? [list.operand])])
}

function concat(inner: readonly TypedOperand[]): TypedOperand {
  if (inner.length < 2) throw new ConditionFault('concat() requires at least 2 arguments')
  if (inner.some((operand) => operand.type !== 'charbuf' || isList(operand)))
    throw new ConditionFault('concat() arguments must be strings')
  return made(
    'concat',
    inner.map(({ operand }) => operand),
  )
}

function getopt(inner: readonly TypedOperand[], selector: string | null): TypedOperand {
  const [list, options] = inner
  if (inner.length !== 2 || list === undefined || options === undefined)
    throw new ConditionFault('getopt() requires exactly 2 arguments: args list and optstring')
  if (!isList(list)) throw new ConditionFault('getopt() first argument must be a list')
  if (isList(options)) throw new ConditionFault('getopt() second argument (optstring) must be a single value')
  if (list.type !== 'charbuf' || options.type !== 'charbuf')
    throw new ConditionFault('getopt() arguments must be strings')
  if (selector !== null && bytesOf(selector).length !== 1)
    throw new ConditionFault('getopt() field argument must be a single option character')
  const selected: Operand = { kind: 'literal', literal: { kind: 'bytes', value: bytesOf(selector ?? '') } }
  return made('getopt', [options.operand, selected, ...(list.items ?? [list.operand])], selector === null)
}
