/** Builds one record with the bytes that the kernel would write; for what user space has to tell itself. */
import { columnOf, type Layout } from '#schema/layout'
import { header } from '#schema/record'

/** A value of a column: a number, or the bytes of a text or list. */
export type ColumnValue = number | bigint | Uint8Array

const padTo8 = (bytes: number): number => (bytes + 7) & ~7

type Setter = (view: DataView, offset: number, value: number | bigint) => void

const setters: Readonly<Record<string, Setter>> = {
  u8: (view, offset, value) => view.setUint8(offset, Number(value)),
  u16: (view, offset, value) => view.setUint16(offset, Number(value), true),
  u32: (view, offset, value) => view.setUint32(offset, Number(value), true),
  i32: (view, offset, value) => view.setInt32(offset, Number(value), true),
  u64: (view, offset, value) => view.setBigUint64(offset, BigInt(value), true),
  i64: (view, offset, value) => view.setBigInt64(offset, BigInt(value), true),
}

function setNumber(view: DataView, layout: Layout, name: string, value: number | bigint): void {
  const { type, offset } = columnOf(layout, name)
  const set = setters[type]
  if (set === undefined) throw new Error(`${layout.name}.${name} is no number`)
  set(view, offset, value)
}

/** A record with this header and body; texts are laid behind the body in the order given, absent ones left out. */
export function buildRecord(
  head: Readonly<Record<string, number | bigint>>,
  bodyLayout: Layout,
  body: Readonly<Record<string, ColumnValue | undefined>>,
): Uint8Array {
  const texts = Object.entries(body).filter((entry): entry is [string, Uint8Array] => entry[1] instanceof Uint8Array)
  const size = padTo8(texts.reduce((sum, [, bytes]) => sum + bytes.length, bodyLayout.size))
  const record = new Uint8Array(size)
  const view = new DataView(record.buffer)
  for (const [name, value] of Object.entries({ ...head, size })) setNumber(view, header, name, value)
  let end = bodyLayout.size
  for (const [name, value] of Object.entries(body)) {
    if (value === undefined) continue
    if (!(value instanceof Uint8Array)) {
      setNumber(view, bodyLayout, name, value)
      continue
    }
    const { offset } = columnOf(bodyLayout, name)
    view.setUint32(offset, end, true)
    view.setUint32(offset + 4, value.length, true)
    record.set(value, end)
    end += value.length
  }
  return record
}
