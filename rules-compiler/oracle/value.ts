/** Values as the oracle has them. */
import type { Field } from '#schema/field'

/** Text and bytes as bytes, addresses as 16 bytes in network order (IPv4 mapped), numbers, and lists of those. */
export type Value = Uint8Array | bigint | number | boolean | readonly Value[]

/** One value that is no list; truth values are 0n and 1n. */
export type Scalar = Uint8Array | bigint | number

/** A value spread out: `list` if its members count one by one. */
export interface Values {
  readonly members: readonly Scalar[]
  readonly list: boolean
}

/** Fields that are read as both ends of a connection and match if either does; `!=` wants both to differ. */
const eitherEnd: ReadonlySet<string> = new Set(['fd.ip', 'fd.port', 'fd.net', 'fd.proto'])

/** Fields that without an argument are read as the values of all ancestors and match if any does. */
const anyAncestor: ReadonlySet<string> = new Set([
  'proc.aname',
  'proc.aexe',
  'proc.aexepath',
  'proc.acmdline',
  'proc.apid',
  'proc.aenv',
])

/** How the values of a field that has several are asked. */
export function manner(
  field: Field,
  argument: string | number | null,
): 'either end' | 'any ancestor' | 'list' | 'single' {
  if (eitherEnd.has(field.name)) return 'either end'
  if (anyAncestor.has(field.name) && argument === null) return 'any ancestor'
  return field.list ? 'list' : 'single'
}

/** A value as its members. */
export const membersOf = (value: Value): readonly Scalar[] => {
  if (value instanceof Uint8Array) return [value]
  if (typeof value === 'object') return value.flatMap(membersOf)
  return [typeof value === 'boolean' ? BigInt(value) : value]
}

/** Text ends at its first zero byte, as it does in C. */
export function asText(value: Scalar): Uint8Array {
  if (!(value instanceof Uint8Array)) return new TextEncoder().encode(String(value))
  const end = value.indexOf(0)
  return end === -1 ? value : value.subarray(0, end)
}

/** Whether two byte strings are the same. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])
