/** One value against one constant. */
import type { FieldType } from '#schema/field'
import { isMapped } from '../check/address.ts'
import type { Literal, OperatorName } from '../condition/condition.ts'
import { globMatches } from './glob.ts'
import { isUnderPath } from './path-prefix.ts'
import { regexMatches } from './regex.ts'
import { asText, type Scalar, sameBytes } from './value.ts'

/** A constant, or the value of an operand on the right in the shape of one. */
export type Constant = Literal

/** Whether `value operator constant` holds for values of that type. */
export function compare(value: Scalar, type: FieldType, operator: OperatorName, constant: Constant): boolean {
  if (type === 'ipaddr' || type === 'ipnet') return compareAddress(value, operator, constant)
  if (type === 'bytebuf') return compareBytes(bytesOf(value), operator, bytesOf(constantValue(constant)))
  if (type === 'charbuf' || type === 'fspath')
    return compareText(asText(value), operator, asText(constantValue(constant)))
  return compareNumber(value, operator, constantValue(constant))
}

const constantValue = (constant: Constant): Scalar => (constant.kind === 'net' ? constant.address : constant.value)

function bytesOf(value: Scalar): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw new Error('a number stands where bytes are compared')
}

function compareNumber(value: Scalar, operator: OperatorName, other: Scalar): boolean {
  if (value instanceof Uint8Array || other instanceof Uint8Array)
    throw new Error('bytes stand where numbers are compared')
  switch (operator) {
    case '=':
      // biome-ignore lint/suspicious/noDoubleEquals: 1n and 1 are the same number.
      return value == other
    case '!=':
      // biome-ignore lint/suspicious/noDoubleEquals: as above.
      return value != other
    case '<':
      return value < other
    case '<=':
      return value <= other
    case '>':
      return value > other
    case '>=':
      return value >= other
    default:
      throw new Error(`numbers have no ${operator}`)
  }
}

function compareAddress(value: Scalar, operator: OperatorName, constant: Constant): boolean {
  const prefix = constant.kind === 'net' ? constant.prefix : 128
  const inside = isInNet(bytesOf(value), bytesOf(constantValue(constant)), prefix)
  if (operator === '=') return inside
  if (operator === '!=') return !inside
  throw new Error(`addresses have no ${operator}`)
}

/** Whether the first `prefix` bits agree and both are IPv4 or neither. */
function isInNet(address: Uint8Array, net: Uint8Array, prefix: number): boolean {
  if (isMapped(address) !== isMapped(net)) return false
  for (let bit = 0; bit < prefix; bit++)
    if ((((address[bit >> 3] ?? 0) ^ (net[bit >> 3] ?? 0)) >> (7 - (bit & 7))) & 1) return false
  return true
}

const startsWith = (value: Uint8Array, other: Uint8Array): boolean => sameBytes(value.subarray(0, other.length), other)
const endsWith = (value: Uint8Array, other: Uint8Array): boolean =>
  value.length >= other.length && sameBytes(value.subarray(value.length - other.length), other)

function contains(value: Uint8Array, other: Uint8Array): boolean {
  if (other.length === 0) return true
  for (let at = 0; at + other.length <= value.length; at++)
    if (value[at] === other[0] && sameBytes(value.subarray(at, at + other.length), other)) return true
  return false
}

function compareBytes(value: Uint8Array, operator: OperatorName, other: Uint8Array): boolean {
  switch (operator) {
    case '=':
      return sameBytes(value, other)
    case '!=':
      return !sameBytes(value, other)
    case 'contains':
    case 'bcontains':
      return contains(value, other)
    case 'startswith':
    case 'bstartswith':
      return startsWith(value, other)
    case 'endswith':
      return endsWith(value, other)
    default:
      throw new Error(`bytes have no ${operator}`)
  }
}

/** Negative, zero or positive, byte by byte, shorter first. */
function order(value: Uint8Array, other: Uint8Array): number {
  for (let at = 0; at < Math.min(value.length, other.length); at++) {
    const difference = (value[at] ?? 0) - (other[at] ?? 0)
    if (difference !== 0) return difference
  }
  return value.length - other.length
}

/** Lower case for the letters of ASCII. */
export const lower = (text: Uint8Array): Uint8Array => text.map((byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte))

function compareText(value: Uint8Array, operator: OperatorName, other: Uint8Array): boolean {
  switch (operator) {
    case '<':
      return order(value, other) < 0
    case '<=':
      return order(value, other) <= 0
    case '>':
      return order(value, other) > 0
    case '>=':
      return order(value, other) >= 0
    case 'icontains':
      return contains(lower(value), lower(other))
    case 'glob':
      return globMatches(other, value, false)
    case 'iglob':
      return globMatches(other, value, true)
    case 'regex':
      return regexMatches(other, value)
    case 'pmatch':
      return isUnderPath(value, other)
    default:
      return compareBytes(value, operator, other)
  }
}
