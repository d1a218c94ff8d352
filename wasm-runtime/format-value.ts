/** Values as Falco prints them, and as its JSON has them. */
import type { FieldValue } from '#schema/alert'
import type { NumberFormat } from '#schema/manifest'
import { formatAddress } from './address-text.ts'
import type { RawValue } from './read-value.ts'

/** A value of a record in both shapes. */
export interface FormattedValue {
  readonly text: string
  readonly json: FieldValue
}

const missing: FormattedValue = { text: '<NA>', json: null }
const paddedDigits = 9

const same = (text: string): FormattedValue => ({ text, json: text })

const isSafe = (value: bigint): boolean =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER)

function formatNumber(value: bigint, format: NumberFormat): FormattedValue {
  switch (format) {
    case 'octal':
      return same(BigInt.asUintN(64, value).toString(8))
    case 'hex':
      return same(BigInt.asUintN(64, value).toString(16).toUpperCase())
    case 'padded':
      return { ...formatNumber(value, 'decimal'), text: value.toString().padStart(paddedDigits, '0') }
    default:
      return { text: value.toString(), json: isSafe(value) ? Number(value) : value }
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Falco's JSON has a list as an array, and one without members as a missing value. */
const formatList = (members: readonly string[]): FormattedValue => ({
  text: `(${members.join(',')})`,
  json: members.length === 0 ? null : members,
})

/** A value in both shapes. */
export function formatValue(value: RawValue, format: NumberFormat): FormattedValue {
  switch (value.kind) {
    case 'absent':
      return missing
    case 'text':
      return same(decoder.decode(value.bytes))
    case 'list':
      return formatList(value.members.map((member) => decoder.decode(member)))
    case 'number':
      return formatNumber(value.value, format)
    case 'boolean':
      return { text: String(value.value), json: value.value }
    case 'double':
      return { text: value.value.toFixed(1), json: value.value }
    case 'address':
      return same(formatAddress(value.bytes))
  }
}
