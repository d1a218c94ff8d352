/** Constants: what a text on the right of an operator means to the type on its left. */
import type { FieldType } from '#schema/field'
import type { Literal } from '../condition/condition.ts'
import { ConditionFault } from '../condition/fault.ts'
import { bytesOf, shown } from '../condition/raw-bytes.ts'
import { mapped, parseIpv4, parseIpv6 } from './address.ts'
import { servicePorts } from './services.ts'

/** The longest text that a condition can compare with, in bytes. */
export const maxLiteralBytes = 255

const integerBits: Readonly<Partial<Record<FieldType, readonly [bits: number, signed: boolean]>>> = {
  int8: [8, true],
  int16: [16, true],
  int32: [32, true],
  int64: [64, true],
  uint8: [8, false],
  uint16: [16, false],
  uint32: [32, false],
  uint64: [64, false],
  abstime: [64, false],
  reltime: [64, false],
}

/** The literal of that type that a text means; throws a ConditionFault if it means none. */
export function parseLiteral(text: string, type: FieldType): Literal {
  if (type === 'bytebuf') return bytes(text)
  if (text.includes('\0')) throw new ConditionFault('filter error: filter value cannot contain a NUL byte (\\x00)')
  const bits = integerBits[type]
  if (bits !== undefined) return { kind: 'integer', value: wrap(parseNumber(text), ...bits) }
  switch (type) {
    case 'charbuf':
    case 'fspath':
      return bytes(text)
    case 'bool':
      return { kind: 'integer', value: parseBool(text) }
    case 'double':
      return { kind: 'double', value: Number(wrap(parseNumber(text), 32, true)) }
    case 'port':
      return { kind: 'integer', value: parsePort(text) }
    case 'ipaddr':
      return { kind: 'net', address: parseAddress(text), prefix: 128 }
    case 'ipnet':
      return parseNet(text)
    default:
      throw new ConditionFault(`wrong parameter type for value '${shown(text)}'`)
  }
}

function bytes(text: string): Literal {
  const value = bytesOf(text)
  if (value.length > maxLiteralBytes)
    throw new ConditionFault(
      `filter parameter too long (used=${value.length + 1}, available=${maxLiteralBytes + 1}): ${shown(text).slice(0, 40)}…`,
    )
  return { kind: 'bytes', value }
}

/** A decimal number; hexadecimal ones are none to Falco. */
function parseNumber(text: string): bigint {
  const match = /^[ \t\n\v\f\r]*([+-]?)(\d+)$/.exec(text)
  if (match === null || text.length > maxLiteralBytes)
    throw new ConditionFault(`${shown(text).slice(0, 80)} is not a valid number`)
  const value = BigInt(match[2] ?? '')
  return match[1] === '-' ? -value : value
}

/** Numbers too large for 64 bits stop at its end, for less they wrap, as sscanf has it. */
function wrap(value: bigint, bits: number, signed: boolean): bigint {
  const most = signed ? 2n ** 63n - 1n : 2n ** 64n - 1n
  const least = signed ? -(2n ** 63n) : -(2n ** 64n - 1n)
  const clipped = value > most ? most : value < least ? (signed ? least : most) : value
  return signed ? BigInt.asIntN(bits, clipped) : BigInt.asUintN(bits, clipped)
}

function parseBool(text: string): bigint {
  if (text === 'true') return 1n
  if (text === 'false') return 0n
  throw new ConditionFault(`filter error: unrecognized boolean value ${shown(text)}`)
}

function parsePort(text: string): bigint {
  if (text === '') return 0n
  if (/^\d{1,9}$/.test(text)) return BigInt.asUintN(16, BigInt(text))
  const port = servicePorts.get(text)
  if (port === undefined) throw new ConditionFault(`unrecognized protocol ${shown(text)}`)
  return BigInt(port)
}

function parseAddress(text: string): Uint8Array {
  if (text.includes('.')) {
    const ipv4 = parseIpv4(text)
    if (ipv4 === null) throw new ConditionFault(`unrecognized IPv4 address ${shown(text)}`)
    return mapped(ipv4)
  }
  const ipv6 = parseIpv6(text)
  if (ipv6 === null) throw new ConditionFault(`unrecognized IPv6 address ${shown(text)}`)
  return ipv6
}

function parseNet(text: string): Literal {
  const slash = text.indexOf('/')
  const isIpv4 = text.includes('.')
  if (slash === -1)
    throw new ConditionFault(isIpv4 ? `unrecognized IP network ${shown(text)}` : `invalid v6 netmask: ${shown(text)}`)
  const ip = text.slice(0, slash)
  const mask = text.slice(slash + 1)
  const address = isIpv4 ? parseIpv4(ip) : parseIpv6(ip)
  if (address === null) throw new ConditionFault(`unrecognized ${isIpv4 ? 'IP' : 'IPv6'} address ${shown(text)}`)
  const prefix = Number(BigInt.asUintN(8, parseNumber(mask)))
  if (isIpv4 && prefix > 32) throw new ConditionFault(`invalid netmask ${mask}`)
  if (!isIpv4 && (prefix === 0 || prefix > 128)) throw new ConditionFault(`invalid v6 netmask ${mask}`)
  return isIpv4 ? { kind: 'net', address: mapped(address), prefix: prefix + 96 } : { kind: 'net', address, prefix }
}

/** The bytes that pairs of hexadecimal digits mean, for bcontains and bstartswith. */
export function parseHexBytes(text: string): Literal {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text))
    throw new ConditionFault('filter error: bcontains and bstartswith operator support hex strings only')
  if (text.length / 2 > maxLiteralBytes) throw new ConditionFault('filter parameter too long (byte buf)')
  const value = Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
  return { kind: 'bytes', value }
}
