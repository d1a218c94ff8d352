/** The body of one function as C: every value of WebAssembly's stack becomes a variable of its own. */
import type { WasmReader } from '../../../wasm-runtime/wasm-reader.ts'
import {
  type CType,
  laneOperations,
  loads,
  type Operation,
  plainOperations,
  shuffle,
  stores,
  vectorOperations,
} from './instructions.ts'
import { list, literal, type ModuleParts, type Signature, signed, typeOf } from './module-parts.ts'

interface Label {
  readonly name: string
  readonly result: { readonly variable: string; readonly type: CType } | null
  readonly isLoop: boolean
  readonly height: number
  readonly isIf: boolean
  isReached: boolean
}

/** Writes one function. */
export class FunctionWriter {
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
      } else if (depth === 0 && (code === 0x0b || code === 0x05)) {
        if (code === 0x0b) this.#close(false)
        else this.#else(false)
        return
      } else if (code === 0x0b) depth--
      else if (code !== 0x05) this.#skipImmediates(code)
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
    const code = this.#reader.byte()
    const plain = plainOperations.get(code)
    if (plain !== undefined) this.#apply(plain, '')
    else if (loads.has(code) || stores.has(code)) this.#access(code)
    else if (code >= 0x20 && code <= 0x24) this.#variable(code, this.#reader.unsigned())
    else if (code === 0x41) this.#push('u32', literal('u32', signed(this.#reader)))
    else if (code === 0x42) this.#push('u64', literal('u64', signed(this.#reader)))
    else if (code <= 0x0f) this.#control(code)
    else if (code === 0x10) this.#call(this.#reader.unsigned())
    else if (code === 0x1a) this.#pop()
    else if (code === 0x1b) this.#select()
    else if (code === 0xfc) this.#bulk()
    else if (code === 0xfd) this.#vector()
    else throw new Error(`instruction 0x${code.toString(16)} has no C`)
  }

  #access(code: number): void {
    this.#reader.unsigned()
    const operation = loads.get(code) ?? stores.get(code)
    if (operation !== undefined) this.#apply(operation, `${this.#reader.unsigned()}u`, stores.has(code))
  }

  #control(code: number): void {
    if (code === 0x00) {
      this.#lines.push('__builtin_trap();')
      this.#skip()
    } else if (code === 0x02 || code === 0x03) this.#open(this.#blockType(), code === 0x03, false)
    else if (code === 0x04) this.#if()
    else if (code === 0x05) this.#else(true)
    else if (code === 0x0b) this.#close(true)
    else if (code === 0x0c) {
      this.#lines.push(this.#jump(this.#reader.unsigned()))
      this.#skip()
    } else if (code === 0x0d) {
      const condition = this.#pop()
      this.#lines.push(`if (${condition}) { ${this.#jump(this.#reader.unsigned())} }`)
    } else if (code === 0x0e) this.#table()
    else if (code === 0x0f) this.#return()
    else if (code !== 0x01) throw new Error(`instruction 0x${code.toString(16)} has no C`)
  }

  #if(): void {
    const type = this.#blockType()
    const condition = this.#pop()
    this.#open(type, false, true)
    this.#lines.push(`if (${condition}) {`)
  }

  #return(): void {
    this.#lines.push(this.#labels[0]?.result === null ? 'return;' : `return ${this.#pop()};`)
    this.#skip()
  }

  #select(): void {
    const condition = this.#pop()
    const otherwise = this.#pop()
    const top = this.#stack.pop()
    if (top === undefined) throw new Error('the stack is empty')
    this.#push(top.type, `${condition} ? ${top.name} : ${otherwise}`)
  }

  #variable(code: number, index: number): void {
    if (code === 0x20) this.#push(this.#locals[index] ?? 'u32', `l${index}`)
    else if (code === 0x21) this.#lines.push(`l${index} = ${this.#pop()};`)
    else if (code === 0x22) this.#lines.push(`l${index} = ${this.#stack.at(-1)?.name};`)
    else if (code === 0x23) this.#push(this.#parts.globals[index]?.type ?? 'u32', `${this.#prefix}g${index}`)
    else this.#lines.push(`${this.#prefix}g${index} = ${this.#pop()};`)
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
    const code = this.#reader.unsigned()
    const operation = vectorOperations.get(code)
    if (code === 0 || code === 11) this.#vectorAccess(code === 11)
    else if (code === 12) this.#push('v128', `(v128)(v16){${this.#sixteen()}}`)
    else if (code === 13) this.#apply(shuffle, this.#sixteen())
    else if (operation === undefined) throw new Error(`vector instruction ${code} has no C`)
    else this.#apply(operation, laneOperations.has(code) ? String(this.#reader.byte()) : '')
  }

  #sixteen(): string {
    return Array.from({ length: 16 }, () => this.#reader.byte()).join(', ')
  }

  #vectorAccess(isStore: boolean): void {
    this.#reader.unsigned()
    const offset = `${this.#reader.unsigned()}u`
    if (isStore) this.#apply({ takes: ['u32', 'v128'], makes: 'v128', c: 'store_v128($0, $imm, $1)' }, offset, true)
    else this.#apply({ takes: ['u32'], makes: 'v128', c: 'load_v128($0, $imm)' }, offset)
  }
}
