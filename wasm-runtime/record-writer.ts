/** Writes event records from plain objects: for tests of rules, recorded events and sources without a kernel. */
import type { Column } from '#schema/layout'
import { call, descriptor, exeFlags, exitBody, header, maxRecordBytes, openFlags, processBody } from '#schema/record'
import { parseAddress } from './address-text.ts'
import { type ColumnValue, defaultsOf, type RecordObject, typeOf } from './record-shape.ts'

export type { ColumnValue, RecordObject } from './record-shape.ts'

const bodies = { none: null, descriptor, process_body: processBody, exit_body: exitBody } as const

const flagNames: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  open_flags: { ...openFlags, O_F_CREATED: openFlags.F_CREATED },
  exe_flags: exeFlags,
}

const encoder = new TextEncoder()

function integerOf(column: Column, value: ColumnValue): bigint {
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (typeof value === 'number' || typeof value === 'bigint') return BigInt(value)
  if (typeof value !== 'string') throw new Error(`column ${column.name} takes a number`)
  const names = flagNames[column.name]
  if (names === undefined) {
    if (column.name === 'kind') return BigInt(value.charCodeAt(0))
    return BigInt(value)
  }
  return value.split('|').reduce((bits, name) => {
    const bit = names[name.trim()]
    if (bit === undefined) throw new Error(`column ${column.name} has no flag '${name}'`)
    return bits | BigInt(bit)
  }, 0n)
}

type Setter = (view: DataView, at: number, value: bigint) => void

const setters: Readonly<Record<'u8' | 'u16' | 'u32' | 'i32' | 'u64' | 'i64', Setter>> = {
  u8: (view, at, value) => view.setUint8(at, Number(value)),
  u16: (view, at, value) => view.setUint16(at, Number(value), true),
  u32: (view, at, value) => view.setUint32(at, Number(value), true),
  i32: (view, at, value) => view.setInt32(at, Number(value), true),
  u64: (view, at, value) => view.setBigUint64(at, value, true),
  i64: (view, at, value) => view.setBigInt64(at, value, true),
}

function textOf(column: Column, value: ColumnValue): Uint8Array {
  if (column.type === 'list') {
    if (!Array.isArray(value)) throw new Error(`column ${column.name} takes an array of texts`)
    return encoder.encode(value.map((member) => `${String(member)}\0`).join(''))
  }
  if (typeof value !== 'string') throw new Error(`column ${column.name} takes text`)
  return encoder.encode(value)
}

const isText = ({ type }: Column): boolean => type === 'text' || type === 'list'

/** One record as bytes, in the layout of schema/record.ts; throws if the object names no column or is too large. */
export function writeRecord(object: RecordObject): Uint8Array<ArrayBuffer> {
  const type = typeOf(object)
  const body = bodies[type.body]
  const tail = type.tail === 'call' ? call : null
  const columns = [...header.columns, ...(body?.columns ?? []), ...(tail?.columns ?? [])]
  const names = new Set(columns.map(({ name }) => name))
  const unknown = Object.keys(object).find((name) => !names.has(name))
  if (unknown !== undefined) throw new Error(`records of ${type.name} have no column '${unknown}'`)
  const values: Readonly<Record<string, ColumnValue>> = { ...defaultsOf(object), ...object }
  const given = columns.filter(({ name }) => name !== 'type' && name !== 'size' && (values[name] ?? null) !== null)
  const texts = given.filter(isText).map((column) => ({ column, bytes: textOf(column, values[column.name]) }))
  const fixed = (tail ?? body ?? header).size
  const size = Math.ceil(texts.reduce((sum, { bytes }) => sum + bytes.length, fixed) / 8) * 8
  if (size > maxRecordBytes) throw new Error(`a record of ${size} bytes is larger than ${maxRecordBytes}`)
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, size, true)
  view.setUint16(4, type.code, true)
  writeColumns(view, given, values)
  writeTexts(bytes, view, texts, fixed)
  return bytes
}

function writeColumns(view: DataView, columns: readonly Column[], values: Readonly<Record<string, ColumnValue>>): void {
  for (const column of columns) {
    const value = values[column.name]
    const { type, offset } = column
    if (type === 'text' || type === 'list') continue
    if (type === 'address') new Uint8Array(view.buffer).set(parseAddress(String(value)), offset)
    else setters[type](view, offset, integerOf(column, value))
  }
}

function writeTexts(
  bytes: Uint8Array,
  view: DataView,
  texts: readonly { readonly column: Column; readonly bytes: Uint8Array }[],
  start: number,
): void {
  let end = start
  for (const { column, bytes: text } of texts) {
    view.setUint32(column.offset, end, true)
    view.setUint32(column.offset + 4, text.length, true)
    bytes.set(text, end)
    end += text.length
  }
}

/** Several records, one behind the other. */
export function writeRecords(objects: readonly RecordObject[]): Uint8Array<ArrayBuffer> {
  const records = objects.map(writeRecord)
  const all = new Uint8Array(records.reduce((sum, record) => sum + record.length, 0))
  let at = 0
  for (const record of records) {
    all.set(record, at)
    at += record.length
  }
  return all
}
