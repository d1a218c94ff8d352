/** The value that `extract` has just written, as it is. */
import { control, valueKinds } from '#schema/memory'
import { textOf } from './text-of.ts'

/** A value of a record: texts as bytes, addresses as 16 bytes in network order, lists as their members. */
export type RawValue =
  | { readonly kind: 'absent' }
  | { readonly kind: 'text' | 'address'; readonly bytes: Uint8Array }
  | { readonly kind: 'number'; readonly value: bigint }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'list'; readonly members: readonly Uint8Array[] }

function membersOf(bytes: Uint8Array): readonly Uint8Array[] {
  const members: Uint8Array[] = []
  for (let from = 0; from < bytes.length; ) {
    const zero = bytes.indexOf(0, from)
    const end = zero === -1 ? bytes.length : zero
    members.push(bytes.subarray(from, end))
    from = end + 1
  }
  return members
}

/** Reads it; the bytes are a copy. */
export function readValue(memory: WebAssembly.Memory, view = new DataView(memory.buffer)): RawValue {
  switch (view.getUint32(control.valueKind, true)) {
    case valueKinds.text:
      return { kind: 'text', bytes: placeOf(memory, view).slice() }
    case valueKinds.list:
      return { kind: 'list', members: membersOf(placeOf(memory, view).slice()) }
    case valueKinds.signed:
      return { kind: 'number', value: view.getBigInt64(control.value, true) }
    case valueKinds.unsigned:
      return { kind: 'number', value: view.getBigUint64(control.value, true) }
    case valueKinds.boolean:
      return { kind: 'boolean', value: view.getBigUint64(control.value, true) !== 0n }
    case valueKinds.double:
      return { kind: 'double', value: view.getFloat64(control.value, true) }
    case valueKinds.address:
      return { kind: 'address', bytes: new Uint8Array(memory.buffer, view.getUint32(control.value, true), 16).slice() }
    default:
      return { kind: 'absent' }
  }
}

/** The value if it is a text; undefined if it is anything else. */
export function readTextValue(memory: WebAssembly.Memory): string | undefined {
  const view = new DataView(memory.buffer)
  if (view.getUint32(control.valueKind, true) !== valueKinds.text) return undefined
  return textOf(placeOf(memory, view))
}

/** The bytes of a text or a list where they lie. */
const placeOf = (memory: WebAssembly.Memory, view: DataView): Uint8Array =>
  new Uint8Array(memory.buffer, view.getUint32(control.value, true), view.getUint32(control.value + 4, true))
