/** Values that conditions read, as JSON and back. */
import type { RawValue } from '#wasm-runtime'

/** A value; bytes as base64, integers as text, lists as their members. */
export type KeptValue =
  | { readonly kind: 'absent' }
  | { readonly kind: 'text' | 'address'; readonly base64: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'list'; readonly members: readonly string[] }

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))

/** A value as JSON holds it. */
export function keptValue(raw: RawValue): KeptValue {
  switch (raw.kind) {
    case 'text':
    case 'address':
      return { kind: raw.kind, base64: toBase64(raw.bytes) }
    case 'number':
      return { kind: 'number', text: raw.value.toString() }
    case 'list':
      return { kind: 'list', members: raw.members.map(toBase64) }
    default:
      return raw
  }
}

/** The same back. */
export function rawValue(kept: KeptValue): RawValue {
  switch (kept.kind) {
    case 'text':
    case 'address':
      return { kind: kept.kind, bytes: fromBase64(kept.base64) }
    case 'number':
      return { kind: 'number', value: BigInt(kept.text) }
    case 'list':
      return { kind: 'list', members: kept.members.map(fromBase64) }
    default:
      return kept
  }
}
