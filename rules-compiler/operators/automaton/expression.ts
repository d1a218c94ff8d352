/** Regular expressions over bytes, as regex, glob and pmatch all become. */

export type Expression =
  /** Any one byte of the set. */
  | { readonly kind: 'byte'; readonly set: ByteSet }
  | { readonly kind: 'sequence'; readonly parts: readonly Expression[] }
  | { readonly kind: 'choice'; readonly options: readonly Expression[] }
  /** `max` null is without end. */
  | { readonly kind: 'repeat'; readonly of: Expression; readonly min: number; readonly max: number | null }
  /** Holds between two bytes: where a line begins, or where one ends. */
  | { readonly kind: 'line'; readonly at: 'start' | 'end' }

/** 256 claims, one a byte. */
export type ByteSet = readonly boolean[]

/** The bytes for which a claim holds. */
export const bytesWhere = (claim: (byte: number) => boolean): ByteSet => Array.from({ length: 256 }, (_, b) => claim(b))

/** One byte, as an expression. */
export const byte = (value: number): Expression => ({ kind: 'byte', set: bytesWhere((b) => b === value) })

/** Any of some bytes. */
export const oneOf = (set: ByteSet): Expression => ({ kind: 'byte', set })

export const sequence = (...parts: readonly Expression[]): Expression => ({ kind: 'sequence', parts })

export const choice = (...options: readonly Expression[]): Expression => ({ kind: 'choice', options })

export const repeat = (of: Expression, min: number, max: number | null): Expression => ({
  kind: 'repeat',
  of,
  min,
  max,
})

/** Nothing at all, which always holds. */
export const nothing: Expression = sequence()

/** Any bytes, newlines too. */
export const anything: Expression = repeat(oneOf(bytesWhere(() => true)), 0, null)

/** These bytes, one after another. */
export const literal = (bytes: Uint8Array | readonly number[]): Expression => sequence(...Array.from(bytes, byte))
