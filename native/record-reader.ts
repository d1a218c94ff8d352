/** Reads records column by column, for tests and for looking at what the kernel wrote; not for the hot path. */
import { eventTypeOf } from '#schema/events'
import { type Column, columnOf } from '#schema/layout'
import { header, recordLayouts } from '#schema/record'

/** One record, each of its columns under its name; lists are arrays, absent texts undefined. */
export interface ReadRecord {
  readonly type: string
  readonly columns: Readonly<Record<string, unknown>>
}

function textAt(view: DataView, bytes: Uint8Array, at: number): string | undefined {
  const start = view.getUint32(at, true)
  if (start === 0) return undefined
  return Buffer.from(bytes.subarray(start, start + view.getUint32(at + 4, true))).toString()
}

function listAt(view: DataView, bytes: Uint8Array, at: number): readonly string[] | undefined {
  return textAt(view, bytes, at)?.split('\0').slice(0, -1)
}

function columnValue(view: DataView, bytes: Uint8Array, { type, offset }: Column): unknown {
  switch (type) {
    case 'u8':
      return view.getUint8(offset)
    case 'u16':
      return view.getUint16(offset, true)
    case 'u32':
      return view.getUint32(offset, true)
    case 'i32':
      return view.getInt32(offset, true)
    case 'u64':
      return view.getBigUint64(offset, true)
    case 'i64':
      return view.getBigInt64(offset, true)
    case 'text':
      return textAt(view, bytes, offset)
    case 'list':
      return listAt(view, bytes, offset)
    case 'address':
      return Buffer.from(bytes.subarray(offset, offset + 16)).toString('hex')
  }
}

/** Columns of the parts behind the header. */
function bodyColumns(code: number): readonly Column[] {
  const type = eventTypeOf(code)
  return recordLayouts.flatMap((layout) =>
    layout.name === type?.body || layout.name === type?.tail ? layout.columns : [],
  )
}

/** Reads all records of a batch. */
export function readRecords(batch: Uint8Array): readonly ReadRecord[] {
  const records: ReadRecord[] = []
  for (let at = 0; at < batch.length; ) {
    const view = new DataView(batch.buffer, batch.byteOffset + at)
    const size = view.getUint32(columnOf(header, 'size').offset, true)
    const code = view.getUint16(columnOf(header, 'type').offset, true)
    const bytes = batch.subarray(at, at + size)
    const columns = [...header.columns, ...bodyColumns(code)]
    records.push({
      type: eventTypeOf(code)?.name ?? String(code),
      columns: Object.fromEntries(columns.map((column) => [column.name, columnValue(view, bytes, column)])),
    })
    at += size
  }
  return records
}
