/** WebAssembly's instructions as C expressions, for those that AssemblyScript makes of eyas' modules. */

/** A type of WebAssembly as the C type of the prelude. */
export type CType = 'u32' | 'u64' | 'f32' | 'f64' | 'v128'

/** What an instruction takes and makes; `$0` is its first operand, `$imm` what follows it. */
export interface Operation {
  readonly takes: readonly CType[]
  readonly makes: CType
  readonly c: string
}

const operation = (takes: string, makes: CType, c: string): Operation => ({
  takes: takes === '' ? [] : (takes.split(' ') as CType[]),
  makes,
  c,
})

const compared = (type: 'u32' | 'u64', first: number): [number, Operation][] => {
  const signed = type === 'u32' ? '(i32)' : '(i64)'
  const rows = ['==', '!=', '<s', '<', '>s', '>', '<=s', '<=', '>=s', '>=']
  return rows.map((row, i): [number, Operation] => {
    const cast = row.endsWith('s') ? signed : ''
    return [first + i, operation(`${type} ${type}`, 'u32', `(${cast}$0 ${row.replace('s', '')} ${cast}$1)`)]
  })
}

const arithmetic = (type: 'u32' | 'u64', first: number): [number, Operation][] => {
  const [bits, signed, suffix] = type === 'u32' ? [31, '(i32)', ''] : [63, '(i64)', 'll']
  const width = bits + 1
  const one = ['clz', 'ctz', 'popcount'].map((name, i): [number, Operation] => {
    const call = `__builtin_${name}${suffix}($0)`
    return [first + i, operation(type, type, name === 'popcount' ? call : `($0 == 0 ? ${width} : ${call})`)]
  })
  const two = [
    '$0 + $1',
    '$0 - $1',
    '$0 * $1',
    `${signed}$0 / ${signed}$1`,
    '$0 / $1',
    `${signed}$0 % ${signed}$1`,
    '$0 % $1',
    '$0 & $1',
    '$0 | $1',
    '$0 ^ $1',
    `$0 << ($1 & ${bits})`,
    `${signed}$0 >> ($1 & ${bits})`,
    `$0 >> ($1 & ${bits})`,
    `($0 << ($1 & ${bits})) | ($0 >> (-$1 & ${bits}))`,
    `($0 >> ($1 & ${bits})) | ($0 << (-$1 & ${bits}))`,
  ].map((c, i): [number, Operation] => [first + 3 + i, operation(`${type} ${type}`, type, `(${type})(${c})`)])
  return [...one, ...two]
}

/** Instructions without anything behind them, by their byte. */
export const plainOperations: ReadonlyMap<number, Operation> = new Map([
  [0x45, operation('u32', 'u32', '($0 == 0)')],
  ...compared('u32', 0x46),
  [0x50, operation('u64', 'u32', '($0 == 0)')],
  ...compared('u64', 0x51),
  ...arithmetic('u32', 0x67),
  ...arithmetic('u64', 0x79),
  [0xa7, operation('u64', 'u32', '(u32)$0')],
  [0xac, operation('u32', 'u64', '(u64)(i64)(i32)$0')],
  [0xad, operation('u32', 'u64', '(u64)$0')],
  [0xbd, operation('f64', 'u64', 'bits_of($0)')],
  [0xbf, operation('u64', 'f64', 'double_of($0)')],
  [0xb7, operation('u32', 'f64', '(f64)(i32)$0')],
  [0xb8, operation('u32', 'f64', '(f64)$0')],
  [0xb9, operation('u64', 'f64', '(f64)(i64)$0')],
  [0xba, operation('u64', 'f64', '(f64)$0')],
  [0x61, operation('f64 f64', 'u32', '($0 == $1)')],
  [0x62, operation('f64 f64', 'u32', '($0 != $1)')],
  [0x63, operation('f64 f64', 'u32', '($0 < $1)')],
  [0x64, operation('f64 f64', 'u32', '($0 > $1)')],
  [0x65, operation('f64 f64', 'u32', '($0 <= $1)')],
  [0x66, operation('f64 f64', 'u32', '($0 >= $1)')],
  [0xa0, operation('f64 f64', 'f64', '($0 + $1)')],
  [0xa1, operation('f64 f64', 'f64', '($0 - $1)')],
  [0xa2, operation('f64 f64', 'f64', '($0 * $1)')],
  [0xa3, operation('f64 f64', 'f64', '($0 / $1)')],
  [0xc0, operation('u32', 'u32', '(u32)(i32)(int8_t)$0')],
  [0xc1, operation('u32', 'u32', '(u32)(i32)(int16_t)$0')],
  [0xc2, operation('u64', 'u64', '(u64)(i64)(int8_t)$0')],
  [0xc3, operation('u64', 'u64', '(u64)(i64)(int16_t)$0')],
  [0xc4, operation('u64', 'u64', '(u64)(i64)(i32)$0')],
])

const load = (makes: CType, kind: string): Operation => operation('u32', makes, `(${makes})load_${kind}($0, $imm)`)
const store = (of: CType, kind: string): Operation => ({
  takes: ['u32', of],
  makes: of,
  c: `store_${kind}($0, $imm, $1)`,
})

/** Loads, by their byte. */
export const loads: ReadonlyMap<number, Operation> = new Map([
  [0x28, load('u32', 'u32')],
  [0x29, load('u64', 'u64')],
  [0x2b, load('f64', 'f64')],
  [0x2c, operation('u32', 'u32', '(u32)(i32)load_i8($0, $imm)')],
  [0x2d, load('u32', 'u8')],
  [0x2e, operation('u32', 'u32', '(u32)(i32)load_i16($0, $imm)')],
  [0x2f, load('u32', 'u16')],
  [0x30, operation('u32', 'u64', '(u64)(i64)load_i8($0, $imm)')],
  [0x31, load('u64', 'u8')],
  [0x32, operation('u32', 'u64', '(u64)(i64)load_i16($0, $imm)')],
  [0x33, load('u64', 'u16')],
  [0x34, operation('u32', 'u64', '(u64)(i64)load_i32($0, $imm)')],
  [0x35, load('u64', 'u32')],
])

/** Stores, by their byte; they make nothing. */
export const stores: ReadonlyMap<number, Operation> = new Map([
  [0x36, store('u32', 'u32')],
  [0x37, store('u64', 'u64')],
  [0x39, store('f64', 'f64')],
  [0x3a, store('u32', 'u8')],
  [0x3b, store('u32', 'u16')],
  [0x3c, store('u64', 'u8')],
  [0x3d, store('u64', 'u16')],
  [0x3e, store('u64', 'u32')],
])

const vector = (takes: string, c: string): Operation => operation(takes, 'v128', c)
const both = 'v128 v128'

/** Vector instructions without anything behind them but, for some, a lane, by the number behind their prefix. */
export const vectorOperations: ReadonlyMap<number, Operation> = new Map([
  [15, vector('u32', '_mm_set1_epi8((char)$0)')],
  [16, vector('u32', '_mm_set1_epi16((short)$0)')],
  [17, vector('u32', '_mm_set1_epi32((int)$0)')],
  [18, vector('u64', '_mm_set1_epi64x((long long)$0)')],
  [27, operation('v128', 'u32', '(u32)_mm_extract_epi32($0, $imm)')],
  [29, operation('v128', 'u64', '(u64)_mm_extract_epi64($0, $imm)')],
  [35, vector(both, '_mm_cmpeq_epi8($0, $1)')],
  [36, vector(both, '_mm_xor_si128(_mm_cmpeq_epi8($0, $1), _mm_set1_epi8(-1))')],
  [55, vector(both, '_mm_cmpeq_epi32($0, $1)')],
  [77, vector('v128', '_mm_xor_si128($0, _mm_set1_epi8(-1))')],
  [78, vector(both, '_mm_and_si128($0, $1)')],
  [79, vector(both, '_mm_andnot_si128($1, $0)')],
  [80, vector(both, '_mm_or_si128($0, $1)')],
  [81, vector(both, '_mm_xor_si128($0, $1)')],
  [83, operation('v128', 'u32', '(u32)!_mm_testz_si128($0, $0)')],
  [100, operation('v128', 'u32', '(u32)_mm_movemask_epi8($0)')],
  [164, operation('v128', 'u32', '(u32)_mm_movemask_ps(_mm_castsi128_ps($0))')],
  [174, vector(both, '_mm_add_epi32($0, $1)')],
  [186, vector(both, '_mm_madd_epi16($0, $1)')],
  [205, vector('v128 u32', '_mm_srl_epi64($0, _mm_cvtsi32_si128((int)$1))')],
  [206, vector(both, '_mm_add_epi64($0, $1)')],
  [217, vector(both, '_mm_cmpgt_epi64($0, $1)')],
  [222, vector(both, '_mm_mul_epu32(_mm_shuffle_epi32($0, 0x50), _mm_shuffle_epi32($1, 0x50))')],
  [223, vector(both, '_mm_mul_epu32(_mm_shuffle_epi32($0, 0xfa), _mm_shuffle_epi32($1, 0xfa))')],
])

/** The bytes of two vectors in an order that follows. */
export const shuffle: Operation = vector(both, '(v128)__builtin_shuffle((v16)$0, (v16)$1, (v16){$imm})')

/** Vector instructions that a lane follows. */
export const laneOperations: ReadonlySet<number> = new Set([27, 29])
