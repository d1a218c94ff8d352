/**
 * What AssemblyScript's compiler is given in place of its standard library: the built-in functions that our sources call,
 * and the classes without which it does not begin. Its own library is twice as long as all rules of Falco, would be
 * parsed for each module, and is nothing that a module without objects could use.
 */

const numbers = ['i8', 'i16', 'i32', 'i64', 'isize', 'u8', 'u16', 'u32', 'u64', 'usize', 'bool', 'f32', 'f64']
const classes = ['I8', 'I16', 'I32', 'I64', 'Isize', 'U8', 'U16', 'U32', 'U64', 'Usize', 'Bool', 'F32', 'F64']

const builtin = (signature: string): string => `@builtin export declare function ${signature};`
const unsafe = (signature: string): string => `@unsafe ${builtin(signature)}`

const conversions = numbers.map((name) => builtin(`${name}(value: any): ${name}`))
const largest = ['u8', 'u16', 'u32', 'u64'].map(
  (name) => `export namespace ${name} { @lazy export const MAX_VALUE: ${name} = -1; }`,
)

const lanes = { i8x16: 'i8', i16x8: 'i16', i32x4: 'i32', i64x2: 'i64' }
const vectors = Object.entries(lanes).map(
  ([name, lane]) => `${builtin(`${name}(first: ${lane}): v128`)}
export namespace ${name} {
  ${builtin(`splat(value: ${lane}): v128`)}
  ${['eq', 'ne', 'add', 'sub', 'gt_s'].map((each) => builtin(`${each}(a: v128, b: v128): v128`)).join('\n  ')}
  ${builtin('shr_u(a: v128, bits: i32): v128')}
  ${builtin('bitmask(a: v128): i32')}
  ${builtin('all_true(a: v128): bool')}
}`,
)

const builtins = `
export declare function abort(): void;
export declare function trace(): void;
export declare function seed(): f64;
${unsafe('load<T>(at: usize, offset?: usize, align?: usize): T')}
${unsafe('store<T>(at: usize, value: T, offset?: usize, align?: usize): void')}
${['clz', 'ctz', 'popcnt'].map((name) => builtin(`${name}<T>(value: T): T`)).join('\n')}
${['min', 'max', 'rotl', 'rotr'].map((name) => builtin(`${name}<T>(a: T, b: T): T`)).join('\n')}
${builtin('reinterpret<T>(value: number): T')}
${builtin('select<T>(first: T, second: T, condition: bool): T')}
${builtin('unreachable(): auto')}
${[...conversions, ...largest].join('\n')}
${builtin('v128(first: i8): v128')}
export namespace v128 {
  ${unsafe('load(at: usize, offset?: usize, align?: usize): v128')}
  ${unsafe('store(at: usize, value: v128, offset?: usize, align?: usize): void')}
  ${['and', 'or', 'xor', 'andnot'].map((each) => builtin(`${each}(a: v128, b: v128): v128`)).join('\n  ')}
  ${builtin('not(a: v128): v128')}
  ${builtin('any_true(a: v128): bool')}
}
${vectors.join('\n')}
export namespace i64x2 {
  ${builtin('extract_lane(a: v128, lane: u8): i64')}
  ${['low', 'high'].map((half) => builtin(`extmul_${half}_i32x4_u(a: v128, b: v128): v128`)).join('\n  ')}
}
export namespace i8x16 {
  ${builtin(`shuffle(a: v128, b: v128, ${Array.from({ length: 16 }, (_, i) => `l${i}: u8`).join(', ')}): v128`)}
}
`

const memory = `
export namespace memory {
  ${unsafe('fill(to: usize, value: u8, bytes: usize): void')}
  ${unsafe('copy(to: usize, from: usize, bytes: usize): void')}
}
`

const arrayBuffer = `
export abstract class ArrayBufferView { buffer: ArrayBuffer; dataStart: usize; byteLength: i32; }
@final export class ArrayBuffer {}
`

const unmanaged = (names: readonly string[]): string =>
  names.map((name) => `@final @unmanaged export abstract class ${name} {}`).join('\n')

/** The files by name. The compiler looks for what it needs by the file and the name, so that both are as in its own. */
export const standardLibrary: Readonly<Record<string, string>> = {
  builtins,
  memory,
  object: 'export abstract class Object {}',
  string: '@final export abstract class String {}',
  arraybuffer: arrayBuffer,
  number: unmanaged(classes),
  vector: unmanaged(['V128']),
  reference: unmanaged(['RefFunc', 'RefExtern']),
  math: 'export namespace NativeMath {} export namespace NativeMathf {}',
  // Nothing is allocated: the memory is laid out by schema/memory.ts.
  'rt/index-stub': ';',
}
