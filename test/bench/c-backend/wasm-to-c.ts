/**
 * A module of eyas as C, instruction by instruction: every value of WebAssembly's stack becomes a variable, and gcc makes
 * of them what it can. So the benchmark has the same logic by another compiler. Traps are left out.
 */
import { WasmReader } from '../../../wasm-runtime/wasm-reader.ts'
import {
  type CType,
  laneOperations,
  loads,
  type Operation,
  plainOperations,
  stores,
  vectorOperations,
} from './instructions.ts'

interface Signature {
  readonly parameters: readonly CType[]
  readonly result: CType | null
}

/** What is known of a module before its code is read. */
interface ModuleParts {
  readonly types: Signature[]
  /** Type of each function. */
  readonly functions: number[]
  /** Name and function number. */
  readonly exports: { readonly name: string; readonly index: number }[]
  readonly globals: { readonly type: CType; readonly initial: string }[]
}

const typeOf = (byte: number): CType => {
  const type = ({ 127: 'u32', 126: 'u64', 125: 'f32', 124: 'f64', 123: 'v128' } as const)[byte]
  if (type === undefined) throw new Error(`type 0x${byte.toString(16)} has no C`)
  return type
}

function signed(reader: WasmReader): bigint {
  let value = 0n
  for (let shift = 0n; ; shift += 7n) {
    const byte = reader.byte()
    value |= BigInt(byte & 127) << shift
    if (byte < 128) return BigInt.asIntN(64, (byte & 64) === 0 ? value : value - (1n << (shift + 7n)))
  }
}

const literal = (type: 'u32' | 'u64', value: bigint): string =>
  type === 'u32' ? `${BigInt.asUintN(32, value)}u` : `${BigInt.asUintN(64, value)}ull`

const list = <T>(reader: WasmReader, read: () => T): T[] => Array.from({ length: reader.unsigned() }, read)

function readSignature(reader: WasmReader): Signature {
  reader.byte()
  const parameters = list(reader, () => typeOf(reader.byte()))
  const [result = null] = list(reader, () => typeOf(reader.byte()))
  return { parameters, result }
}

function readImports(reader: WasmReader, parts: ModuleParts): void {
  for (let left = reader.unsigned(); left > 0; left--) {
    const name = `${reader.name()}.${reader.name()}`
    const kind = reader.byte()
    if (kind === 2) {
      const flags = reader.byte()
      reader.unsigned()
      if ((flags & 1) !== 0) reader.unsigned()
    } else if (kind === 3) {
      parts.globals.push({ type: typeOf(reader.byte()), initial: name.replace('env.', 'IMPORTED_') })
      reader.byte()
    } else throw new Error(`import ${name} has no C`)
  }
}

function readGlobal(reader: WasmReader): ModuleParts['globals'][number] {
  const type = typeOf(reader.byte())
  reader.byte()
  const code = reader.byte()
  if (code !== 0x41 && code !== 0x42) throw new Error('a global that begins as no integer has no C')
  const initial = literal(code === 0x41 ? 'u32' : 'u64', signed(reader))
  reader.byte()
  return { type, initial }
}

interface Label {
  readonly name: string
  readonly result: { readonly variable: string; readonly type: CType } | null
  readonly isLoop: boolean
  readonly height: number
  readonly isIf: boolean
  isReached: boolean
}

/** Writes one function. */
class FunctionWriter {
  readonly #parts: ModuleParts
  readonly #prefix: string
  readonly #reader: WasmReader
  readonly #lines: string[] = []
  readonly #stack: { name: string; type: CType }[] = []
  readonly #labels: Label[] = []
  #locals: readonly CType[] = []
  #next = 0

  constructor(parts: ModuleParts, prefix: string, reader: WasmReader) {
    this.#parts = parts
    this.#prefix = prefix
    this.#reader = reader
  }

  write(signature: Signature, declaration: string): string {
    const declared = list(this.#reader, () => ({ count: this.#reader.unsigned(), type: typeOf(this.#reader.byte()) }))
    const own = declared.flatMap(({ count, type }) => Array.from({ length: count }, () => type))
    this.#locals = [...signature.parameters, ...own]
    own.forEach((type, i) => {
      this.#lines.push(
        `${type} l${signature.parameters.length + i} = ${type === 'v128' ? '_mm_setzero_si128()' : '0'};`,
      )
    })
    this.#open(signature.result, false, false)
    while (this.#labels.length > 0) this.#instruction()
    const last = this.#stack.at(-1)
    if (signature.result !== null && last !== undefined) this.#lines.push(`return ${last.name};`)
    return `${declaration} {\n${this.#lines.join('\n')}\n}`
  }

  #push(type: CType, code: string): void {
    const name = `t${this.#next++}`
    this.#lines.push(`const ${type} ${name} = ${code};`)
    this.#stack.push({ name, type })
  }

  #pop(): string {
    const top = this.#stack.pop()
    if (top === undefined) throw new Error('the stack is empty')
    return top.name
  }

  #apply({ takes, makes, c }: Operation, immediate: string, isStatement = false): void {
    const operands = takes.map(() => this.#pop()).reverse()
    const code = c.replaceAll(/\$(\d|imm)/g, (_, which) =>
      which === 'imm' ? immediate : (operands[Number(which)] ?? ''),
    )
    if (isStatement) this.#lines.push(`${code};`)
    else this.#push(makes, code)
  }

  #open(type: CType | null, isLoop: boolean, isIf: boolean): void {
    const name = `L${this.#next++}`
    const result = type === null ? null : { variable: `${name}r`, type }
    if (result !== null) this.#lines.push(`${type} ${result.variable};`)
    if (isLoop) this.#lines.push(`${name}:;`)
    this.#labels.push({ name, result, isLoop, isIf, height: this.#stack.length, isReached: false })
  }

  #blockType(): CType | null {
    const byte = this.#reader.byte()
    if (byte === 0x40) return null
    return typeOf(byte)
  }

  /** Keeps the value that a block ends with. */
  #keep(label: Label): void {
    if (label.result !== null && !label.isLoop)
      this.#lines.push(`${label.result.variable} = ${this.#stack.at(-1)?.name};`)
  }

  #jump(depth: number): string {
    const label = this.#labels.at(-1 - depth)
    if (label === undefined) throw new Error('a jump leads nowhere')
    label.isReached = true
    const value =
      label.result === null || label.isLoop ? '' : `${label.result.variable} = ${this.#stack.at(-1)?.name}; `
    return `${value}goto ${label.name};`
  }

  #close(isLive: boolean): void {
    const label = this.#labels.pop()
    if (label === undefined) throw new Error('an end ends nothing')
    if (isLive && label.result !== null) {
      if (label.isLoop) this.#lines.push(`${label.result.variable} = ${this.#stack.at(-1)?.name};`)
      else this.#keep(label)
    }
    if (label.isIf) this.#lines.push('}')
    if (label.isReached && !label.isLoop) this.#lines.push(`${label.name}:;`)
    this.#stack.length = label.height
    if (label.result !== null) this.#stack.push({ name: label.result.variable, type: label.result.type })
  }

  #else(isLive: boolean): void {
    const label = this.#labels.at(-1)
    if (label === undefined) throw new Error('an else belongs to no if')
    if (isLive) this.#keep(label)
    this.#lines.push('} else {')
    this.#stack.length = label.height
  }

  /** Goes over what cannot be reached, up to the end or else of the block. */
  #skip(): void {
    for (let depth = 0; ; ) {
      const code = this.#reader.byte()
      if (code === 0x02 || code === 0x03 || code === 0x04) {
        this.#reader.byte()
        depth++
      } else if (code === 0x0b && depth-- === 0) return this.#close(false)
      else if (code === 0x05 && depth === 0) return this.#else(false)
      else if (code !== 0x0b && code !== 0x05) this.#skipImmediates(code)
    }
  }

  #skipImmediates(code: number): void {
    if ((code >= 0x0c && code <= 0x0d) || code === 0x10 || (code >= 0x20 && code <= 0x24)) this.#reader.unsigned()
    else if (code === 0x41 || code === 0x42) signed(this.#reader)
    else if (code >= 0x28 && code <= 0x3e) {
      this.#reader.unsigned()
      this.#reader.unsigned()
    } else if (code !== 0x00 && code !== 0x0f && code !== 0x1a && code !== 0x1b && !plainOperations.has(code))
      throw new Error(`instruction 0x${code.toString(16)} behind a jump has no C`)
  }

  #instruction(): void {
    const reader = this.#reader
    const code = reader.byte()
    const plain = plainOperations.get(code)
    if (plain !== undefined) return this.#apply(plain, '')
    const access = loads.get(code) ?? stores.get(code)
    if (access !== undefined) {
      reader.unsigned()
      return this.#apply(access, `${reader.unsigned()}u`, stores.has(code))
    }
    switch (code) {
      case 0x00:
        this.#lines.push('__builtin_trap();')
        return this.#skip()
      case 0x01:
        return
      case 0x02:
      case 0x03:
        return this.#open(this.#blockType(), code === 0x03, false)
      case 0x04: {
        const type = this.#blockType()
        const condition = this.#pop()
        this.#open(type, false, true)
        this.#lines.push(`if (${condition}) {`)
        return
      }
      case 0x05:
        return this.#else(true)
      case 0x0b:
        return this.#close(true)
      case 0x0c:
        this.#lines.push(this.#jump(reader.unsigned()))
        return this.#skip()
      case 0x0d: {
        const condition = this.#pop()
        this.#lines.push(`if (${condition}) { ${this.#jump(reader.unsigned())} }`)
        return
      }
      case 0x0e:
        return this.#table()
      case 0x0f: {
        const outer = this.#labels[0]
        this.#lines.push(outer?.result == null ? 'return;' : `return ${this.#pop()};`)
        return this.#skip()
      }
      case 0x10:
        return this.#call(reader.unsigned())
      case 0x1a:
        this.#pop()
        return
      case 0x1b: {
        const condition = this.#pop()
        const otherwise = this.#pop()
        const top = this.#stack.pop()
        if (top === undefined) throw new Error('the stack is empty')
        return this.#push(top.type, `${condition} ? ${top.name} : ${otherwise}`)
      }
      case 0x20: {
        const index = reader.unsigned()
        return this.#push(this.#locals[index] ?? 'u32', `l${index}`)
      }
      case 0x21:
        this.#lines.push(`l${reader.unsigned()} = ${this.#pop()};`)
        return
      case 0x22:
        this.#lines.push(`l${reader.unsigned()} = ${this.#stack.at(-1)?.name};`)
        return
      case 0x23: {
        const index = reader.unsigned()
        return this.#push(this.#parts.globals[index]?.type ?? 'u32', `${this.#prefix}g${index}`)
      }
      case 0x24:
        this.#lines.push(`${this.#prefix}g${reader.unsigned()} = ${this.#pop()};`)
        return
      case 0x41:
        return this.#push('u32', literal('u32', signed(reader)))
      case 0x42:
        return this.#push('u64', literal('u64', signed(reader)))
      case 0xfc:
        return this.#bulk()
      case 0xfd:
        return this.#vector()
      default:
        throw new Error(`instruction 0x${code.toString(16)} has no C`)
    }
  }

  #table(): void {
    const depths = list(this.#reader, () => this.#reader.unsigned())
    const otherwise = this.#reader.unsigned()
    const index = this.#pop()
    const cases = depths.map((depth, i) => `case ${i}: ${this.#jump(depth)}`)
    this.#lines.push(`switch (${index}) { ${cases.join(' ')} default: ${this.#jump(otherwise)} }`)
    this.#skip()
  }

  #call(index: number): void {
    const signature = this.#parts.types[this.#parts.functions[index] ?? -1]
    if (signature === undefined) throw new Error('a call leads nowhere')
    const operands = signature.parameters.map(() => this.#pop()).reverse()
    const call = `${this.#prefix}f${index}(${operands.join(', ')})`
    if (signature.result === null) this.#lines.push(`${call};`)
    else this.#push(signature.result, call)
  }

  #bulk(): void {
    const code = this.#reader.unsigned()
    this.#reader.skip(code === 10 ? 2 : 1)
    const [length, second, to] = [this.#pop(), this.#pop(), this.#pop()]
    if (code === 10) this.#lines.push(`memmove(M + ${to}, M + ${second}, ${length});`)
    else if (code === 11) this.#lines.push(`memset(M + ${to}, (int)${second}, ${length});`)
    else throw new Error(`bulk instruction ${code} has no C`)
  }

  #vector(): void {
    const reader = this.#reader
    const code = reader.unsigned()
    if (code === 0 || code === 11) {
      reader.unsigned()
      const offset = `${reader.unsigned()}u`
      if (code === 0) return this.#apply({ takes: ['u32'], makes: 'v128', c: 'load_v128($0, $imm)' }, offset)
      return this.#apply({ takes: ['u32', 'v128'], makes: 'v128', c: 'store_v128($0, $imm, $1)' }, offset, true)
    }
    if (code === 12 || code === 13) {
      const bytes = Array.from({ length: 16 }, () => reader.byte()).join(', ')
      if (code === 12) return this.#push('v128', `(v128)(v16){${bytes}}`)
      return this.#apply(
        { takes: ['v128', 'v128'], makes: 'v128', c: '(v128)__builtin_shuffle((v16)$0, (v16)$1, (v16){$imm})' },
        bytes,
      )
    }
    const operation = vectorOperations.get(code)
    if (operation === undefined) throw new Error(`vector instruction ${code} has no C`)
    this.#apply(operation, laneOperations.has(code) ? String(reader.byte()) : '')
  }
}

const declarationOf = (prefix: string, index: number, { parameters, result }: Signature): string =>
  `static ${result ?? 'void'} ${prefix}f${index}(${parameters.map((type, i) => `${type} l${i}`).join(', ') || 'void'})`

/** C of a module; its exports are called `<prefix><name>`, and an imported global of it `IMPORTED_<name>`. */
export function moduleAsC(module: Uint8Array, prefix: string): string {
  const reader = new WasmReader(module, 8)
  const parts: ModuleParts = { types: [], functions: [], exports: [], globals: [] }
  const bodies: string[] = []
  const signatureOf = (index: number): Signature =>
    parts.types[parts.functions[index] ?? -1] ?? { parameters: [], result: null }
  while (!reader.atEnd) {
    const id = reader.byte()
    const section = reader.part(reader.unsigned())
    if (id === 1) parts.types.push(...list(section, () => readSignature(section)))
    else if (id === 2) readImports(section, parts)
    else if (id === 3) parts.functions.push(...list(section, () => section.unsigned()))
    else if (id === 6) parts.globals.push(...list(section, () => readGlobal(section)))
    else if (id === 7)
      parts.exports.push(
        ...list(section, () => ({ name: section.name(), kind: section.byte(), index: section.unsigned() })).filter(
          ({ kind }) => kind === 0,
        ),
      )
    else if (id === 10)
      list(section, () => section.part(section.unsigned())).forEach((body, index) => {
        const signature = signatureOf(index)
        bodies.push(new FunctionWriter(parts, prefix, body).write(signature, declarationOf(prefix, index, signature)))
      })
  }
  return [
    ...parts.globals.map(({ type, initial }, i) => `static ${type} ${prefix}g${i} = ${initial};`),
    ...parts.functions.map((_, index) => `${declarationOf(prefix, index, signatureOf(index))};`),
    ...bodies,
    ...parts.exports.map(({ name, index }) => `#define ${prefix}${name} ${prefix}f${index}`),
    '',
  ].join('\n')
}
