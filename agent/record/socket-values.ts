/** The ends of sockets as captures write them. */
import type { ByteWriter } from './byte-writer.ts'
import { addressOf, columns, type RecordAt, smallOf, textOf } from './record-columns.ts'

/** Families of sockets; the kernel and captures number them alike. */
export const families = { unix: 1, inet: 2, inet6: 10, netlink: 16 } as const

type End = 'local' | 'remote'

const kindOf = (record: RecordAt): string => String.fromCharCode(smallOf(record, columns.kind))

function writeEnd(out: ByteWriter, record: RecordAt, end: End, isV6: boolean): void {
  const address = addressOf(record, end === 'local' ? columns.local_address : columns.remote_address)
  out.bytes(isV6 ? address : address.subarray(12))
  out.u16(smallOf(record, end === 'local' ? columns.local_port : columns.remote_port))
}

/** Both ends, the one that the data comes from first; nothing if there are none. */
export function writeTuple(out: ByteWriter, record: RecordAt, from: End): void {
  const kind = kindOf(record)
  if (kind === 'u') {
    const name = textOf(record, columns.name_raw)
    if (name === undefined) return
    out.u8(families.unix)
    // The kernel's addresses of both ends, which are not told.
    out.zeros(16)
    writeName(out, name)
  } else if (kind === '4' || kind === '6') {
    out.u8(kind === '6' ? families.inet6 : families.inet)
    writeEnd(out, record, from, kind === '6')
    writeEnd(out, record, from === 'local' ? 'remote' : 'local', kind === '6')
  }
}

/** One end; nothing if it has none. */
export function writeAddress(out: ByteWriter, record: RecordAt, end: End): void {
  const kind = kindOf(record)
  if (kind === 'u') {
    out.u8(families.unix)
    writeName(out, textOf(record, columns.name_raw) ?? new Uint8Array())
  } else if (kind === '4' || kind === '6') {
    out.u8(kind === '6' ? families.inet6 : families.inet)
    writeEnd(out, record, end, kind === '6')
  }
}

function writeName(out: ByteWriter, name: Uint8Array): void {
  const end = name.indexOf(0)
  out.bytes(end === -1 ? name : name.subarray(0, end))
  out.u8(0)
}
