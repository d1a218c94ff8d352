/** Which operators go with which types, in Falco's words where they do not. */
import type { FieldType } from '#schema/field'
import type { OperatorName } from '../condition/condition.ts'

/** A family of types that compare alike. */
export type TypeFamily = 'number' | 'bool' | 'text' | 'bytes' | 'address' | 'none'

const families: Readonly<Record<FieldType, TypeFamily>> = {
  charbuf: 'text',
  fspath: 'text',
  bool: 'bool',
  int8: 'number',
  int16: 'number',
  int32: 'number',
  int64: 'number',
  uint8: 'number',
  uint16: 'number',
  uint32: 'number',
  uint64: 'number',
  double: 'number',
  port: 'number',
  abstime: 'number',
  reltime: 'number',
  ipaddr: 'address',
  ipnet: 'address',
  bytebuf: 'bytes',
  dyn: 'none',
}

/** The family of a type. */
export const familyOf = (type: FieldType): TypeFamily => families[type]

const equality = ['=', '!=', 'in', 'intersects', 'exists'] as const
const order = ['<', '<=', '>', '>='] as const

const accepted: Readonly<Record<TypeFamily, ReadonlySet<OperatorName>>> = {
  number: new Set<OperatorName>([...equality, ...order]),
  bool: new Set<OperatorName>(equality),
  text: new Set<OperatorName>([
    ...equality,
    ...order,
    'contains',
    'icontains',
    'startswith',
    'endswith',
    'glob',
    'iglob',
    'pmatch',
    'regex',
  ]),
  bytes: new Set<OperatorName>([...equality, 'contains', 'startswith', 'endswith', 'bcontains', 'bstartswith']),
  address: new Set<OperatorName>(equality),
  none: new Set<OperatorName>(['exists']),
}

const filterNames: Readonly<Record<Exclude<TypeFamily, 'none'>, string>> = {
  number: 'numeric filters',
  bool: 'numeric filters',
  text: 'string filters',
  bytes: 'buffer filters',
  address: 'ip address and network filters',
}

const listTypes: ReadonlySet<FieldType> = new Set([
  'charbuf',
  'uint64',
  'reltime',
  'abstime',
  'bool',
  'ipaddr',
  'ipnet',
])
const listOperators: ReadonlySet<OperatorName> = new Set(['in', 'intersects', 'exists'])

/** A type as Falco's messages have it. */
export const typeName = (type: FieldType): string => `PT_${type.toUpperCase()}`

/** Why the operator cannot compare values of the type, or null if it can. */
export function whyNotComparable(
  operator: OperatorName,
  type: FieldType,
  list: boolean,
  quantified: boolean,
): string | null {
  if (operator === 'exists') return null
  if (list) {
    if (!listTypes.has(type)) return `list filters are not supported for type '${typeName(type)}'`
    return listOperators.has(operator) ? null : `'${operator}' operator not supported list filters`
  }
  const family = familyOf(type)
  if (accepted[family].has(operator)) return null
  if (family === 'none') return `'${operator}' operator not supported for type '${typeName(type)}'`
  const modifier = quantified && family === 'address' ? 'with modifier' : 'operator'
  return `'${operator}' ${modifier} not supported for ${filterNames[family]}`
}
