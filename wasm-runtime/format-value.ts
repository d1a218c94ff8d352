/** Values as Falco prints them, and as its JSON has them. */
import type { FieldValue } from '#schema/alert'
import type { NumberFormat } from '#schema/manifest'
import { control, valueKinds } from '#schema/memory'
import { formatAddress } from './address-text.ts'
import { textAt } from './read-process.ts'

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
      return same(value.toString().padStart(paddedDigits, '0'))
    default:
      return { text: value.toString(), json: isSafe(value) ? Number(value) : value }
  }
}

function formatList(text: string): FormattedValue {
  const members = text === '' ? [] : text.split('\0').slice(0, -1)
  return same(`(${members.join(',')})`)
}

/** The value that `extract` has just written. */
export function takeValue(memory: WebAssembly.Memory, format: NumberFormat): FormattedValue {
  const view = new DataView(memory.buffer)
  const place = (): string =>
    textAt(memory, view.getUint32(control.value, true), view.getUint32(control.value + 4, true))
  switch (view.getUint32(control.valueKind, true)) {
    case valueKinds.text:
      return same(place())
    case valueKinds.list:
      return formatList(place())
    case valueKinds.signed:
      return formatNumber(view.getBigInt64(control.value, true), format)
    case valueKinds.unsigned:
      return formatNumber(view.getBigUint64(control.value, true), format)
    case valueKinds.boolean: {
      const json = view.getBigUint64(control.value, true) !== 0n
      return { text: String(json), json }
    }
    case valueKinds.double: {
      const json = view.getFloat64(control.value, true)
      return { text: json.toFixed(1), json }
    }
    case valueKinds.address: {
      const bytes = new Uint8Array(memory.buffer, view.getUint32(control.value, true), 16)
      return same(formatAddress(bytes))
    }
    default:
      return missing
  }
}
