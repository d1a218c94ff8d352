/** What of a module the printing of a function needs to know, and how its binary is read. */
import type { WasmReader } from '../../../wasm-runtime/wasm-reader.ts'
import type { CType } from './instructions.ts'

/** What a function takes and answers. */
export interface Signature {
  readonly parameters: readonly CType[]
  readonly result: CType | null
}

/** What is known of a module before its code is read. */
export interface ModuleParts {
  readonly types: Signature[]
  /** Type of each function. */
  readonly functions: number[]
  /** Name and function number. */
  readonly exports: { readonly name: string; readonly index: number }[]
  readonly globals: { readonly type: CType; readonly initial: string }[]
}

/** The C type of a value type. */
export const typeOf = (byte: number): CType => {
  const type = ({ 127: 'u32', 126: 'u64', 125: 'f32', 124: 'f64', 123: 'v128' } as const)[byte]
  if (type === undefined) throw new Error(`type 0x${byte.toString(16)} has no C`)
  return type
}

/** A signed LEB128 number. */
export function signed(reader: WasmReader): bigint {
  let value = 0n
  for (let shift = 0n; ; shift += 7n) {
    const byte = reader.byte()
    value |= BigInt(byte & 127) << shift
    if (byte < 128) return BigInt.asIntN(64, (byte & 64) === 0 ? value : value - (1n << (shift + 7n)))
  }
}

/** A number as C writes it. */
export const literal = (type: 'u32' | 'u64', value: bigint): string =>
  type === 'u32' ? `${BigInt.asUintN(32, value)}u` : `${BigInt.asUintN(64, value)}ull`

/** A vector of the binary: its length, then its members. */
export const list = <T>(reader: WasmReader, read: () => T): T[] => Array.from({ length: reader.unsigned() }, read)
