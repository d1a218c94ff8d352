/** The value of an alert's field as conditions compare it. */
import { mapped, parseIpv4, parseIpv6, type Value } from '#rules-compiler/conditions'
import type { FieldValue } from '#schema/alert'
import type { FieldType } from '#schema/field'

const encoder = new TextEncoder()

/** The value of that type; undefined where there is none, or it is none of the type. */
export const fieldValueOf = (given: FieldValue | undefined, type: FieldType): Value | undefined => {
  if (given === undefined || given === null) return undefined
  if (typeof given !== 'object') return scalarOf(given, type)
  const members = given.map((member) => scalarOf(member, type))
  return members.flatMap((member) => (member === undefined ? [] : [member]))
}

type Given = string | number | bigint | boolean

const scalarOf = (given: Given, type: FieldType): Value | undefined => {
  switch (type) {
    case 'charbuf':
    case 'fspath':
    case 'bytebuf':
    case 'dyn':
      return encoder.encode(String(given))
    case 'ipaddr':
    case 'ipnet':
      return typeof given === 'string' ? addressOf(given) : undefined
    case 'bool':
      return typeof given === 'boolean' ? given : flags.get(given)
    case 'double':
      return numberOf(given)
    default:
      return typeof given === 'boolean' ? undefined : integerOf(given)
  }
}

const flags: ReadonlyMap<Given, boolean> = new Map([
  ['true', true],
  ['false', false],
])

const addressOf = (text: string): Uint8Array | undefined => {
  const ipv4 = parseIpv4(text)
  return ipv4 === null ? (parseIpv6(text) ?? undefined) : mapped(ipv4)
}

const numberOf = (given: Given): number | undefined => {
  const number = typeof given === 'boolean' || given === '' ? Number.NaN : Number(given)
  return Number.isFinite(number) ? number : undefined
}

const integerOf = (given: string | number | bigint): Value | undefined => {
  if (typeof given === 'bigint') return given
  if (typeof given === 'number') return Number.isInteger(given) ? BigInt(given) : numberOf(given)
  return /^-?\d{1,20}$/.test(given) ? BigInt(given) : undefined
}
