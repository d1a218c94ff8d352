/**
 * A module of eyas as C, instruction by instruction; gcc makes of it what it can. So the benchmark has the same logic by
 * another compiler. Traps are left out.
 */
import { WasmReader } from '../../../wasm-runtime/wasm-reader.ts'
import { FunctionWriter } from './function-writer.ts'
import { list, literal, type ModuleParts, type Signature, signed, typeOf } from './module-parts.ts'

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
