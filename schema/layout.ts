/**
 * How structures of bytes are described, once for the kernel, the addon, WebAssembly and TypeScript.
 *
 * All integers are little endian. A `text` is eight bytes, a u32 offset from the start of the structure that holds it
 * and a u32 length in bytes; offset 0 means that the text is absent, and a length of 0 behind any other offset that it
 * is empty. Text is bytes, UTF-8 by custom only. Offsets are taken modulo 2^32, so that a structure in linear memory
 * may refer to text anywhere in that memory. A `list` is a text whose members each end with a zero byte.
 */

/** How a column is stored. `address` is 16 bytes in network order, IPv4 mapped into IPv6 (`::ffff:a.b.c.d`). */
export type ColumnType = 'u8' | 'u16' | 'u32' | 'i32' | 'u64' | 'i64' | 'text' | 'list' | 'address'

/** One column as it is declared; names are `snake_case`, times in nanoseconds end in `_ns`. */
export interface ColumnSpec {
  readonly name: string
  readonly type: ColumnType
  readonly doc: string
}

/** A column with its place. */
export interface Column extends ColumnSpec {
  readonly offset: number
}

/** A structure: columns in order, at offsets that suit their size; `size` is a multiple of 8. */
export interface Layout {
  readonly name: string
  readonly doc: string
  readonly start: number
  readonly columns: readonly Column[]
  readonly size: number
}

const sizes: Readonly<Record<ColumnType, readonly [size: number, align: number]>> = {
  u8: [1, 1],
  u16: [2, 2],
  u32: [4, 4],
  i32: [4, 4],
  u64: [8, 8],
  i64: [8, 8],
  text: [8, 4],
  list: [8, 4],
  address: [16, 8],
}

const alignTo = (offset: number, align: number): number => Math.ceil(offset / align) * align

/** Places the columns one after another from `start`, each at a multiple of its alignment. */
export function layOut(name: string, doc: string, specs: readonly ColumnSpec[], start = 0): Layout {
  let end = start
  const columns = specs.map((spec) => {
    const [size, align] = sizes[spec.type]
    const offset = alignTo(end, align)
    end = offset + size
    return { ...spec, offset }
  })
  return { name, doc, start, columns, size: alignTo(end, 8) }
}

/** The place of a column; an unknown name is a fault of ours. */
export function columnOf(layout: Layout, name: string): Column {
  const column = layout.columns.find((candidate) => candidate.name === name)
  if (column === undefined) throw new Error(`${layout.name} has no column ${name}`)
  return column
}
