/** A value as generated code: an expression of `e`, the record, and how it says that there is none. */
import type { NamedNumber } from './tables.ts'

export type Value =
  /** Never there, for events of this type or at all. */
  | { readonly kind: 'absent' }
  /**
   * u64 of text.as.ts, 0 if absent; `byte` is the one byte of a text that always has one, `apart` the same text with
   * zero bytes for some of its spaces and perhaps one more at its end. */
  | {
      readonly kind: 'text'
      readonly code: string
      readonly flags?: FlagText
      readonly constant?: Uint8Array
      readonly byte?: string
      readonly apart?: string
      readonly numbered?: NumberedText
      /** The code of the text that outputs show, where that is not the one that conditions compare. */
      readonly output?: string
    }
  /** Members behind one another, 0 if absent. */
  | { readonly kind: 'list'; readonly code: string }
  /** i64 or u64; `has` is a condition, null if it is always there. */
  | {
      readonly kind: 'integer'
      readonly code: string
      readonly signed: boolean
      readonly has: string | null
      readonly boolean?: boolean
    }
  | { readonly kind: 'double'; readonly code: string; readonly has: string | null }
  /** usize of 16 bytes, 0 if absent. */
  | { readonly kind: 'address'; readonly code: string }
  /** Compared one by one: true if any of them makes the comparison true. */
  | { readonly kind: 'ancestors'; readonly of: (process: string) => Value; readonly output: Value }
  /** Two ends: `!=` asks both, every other operator either. */
  | { readonly kind: 'ends'; readonly first: Value; readonly second: Value; readonly has: string }

/** A text that is the name of a number: which number, and the names; any other number is not one of them. */
export interface NumberedText {
  readonly number: string
  readonly has: string
  readonly names: readonly NamedNumber[]
}

/** A text that lists the names of bits, so that searching it is a test of bits. */
export interface FlagText {
  /** The bits, as an expression of type u64. */
  readonly bits: string
  readonly names: Readonly<Record<string, number>>
}

/** The value that is never there. */
export const absent: Value = { kind: 'absent' }

/** A text expression. */
export const textValue = (code: string): Value => ({ kind: 'text', code })

/** A signed number; `has` says when it is there. */
export const signedValue = (code: string, has: string | null = null): Value => ({
  kind: 'integer',
  code: `<i64>(${code})`,
  signed: true,
  has,
})

/** An unsigned number. */
export const unsignedValue = (code: string, has: string | null = null): Value => ({
  kind: 'integer',
  code: `<u64>(${code})`,
  signed: false,
  has,
})

/** A claim. */
export const booleanValue = (code: string, has: string | null = null): Value => ({
  kind: 'integer',
  code: `<u64>(${code})`,
  signed: false,
  has,
  boolean: true,
})
