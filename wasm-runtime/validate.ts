/**
 * What a rules module may be, checked on its bytes before it is used: it imports only `env.memory` and `env.tables`,
 * exports what the runtime calls, and has no start function, no data, no memory or growing of its own.
 */
import { walkCode } from './walk-code.ts'
import { WasmReader } from './wasm-reader.ts'

const allowedImports: Readonly<Record<string, number>> = { 'env.memory': 2, 'env.tables': 3 }
const forbiddenSections: Readonly<Record<number, string>> = {
  5: 'a memory of its own',
  8: 'a start function',
  11: 'data',
}
const requiredExports = ['evaluate', 'extract', 'written']

function skipLimits(reader: WasmReader): void {
  const flags = reader.byte()
  reader.unsigned()
  if ((flags & 1) !== 0) reader.unsigned()
}

function checkImports(reader: WasmReader): string[] {
  const faults: string[] = []
  for (let left = reader.unsigned(); left > 0; left--) {
    const name = `${reader.name()}.${reader.name()}`
    const kind = reader.byte()
    if (allowedImports[name] !== kind) return [`imports ${name}`]
    if (kind === 2) skipLimits(reader)
    else if (reader.byte() !== 0x7f || reader.byte() !== 0) faults.push(`imports ${name} as something it is not`)
  }
  return faults
}

function checkExports(reader: WasmReader): string[] {
  const functions = new Set<string>()
  for (let left = reader.unsigned(); left > 0; left--) {
    const name = reader.name()
    if (reader.byte() === 0) functions.add(name)
    reader.unsigned()
  }
  return requiredExports.filter((name) => !functions.has(name)).map((name) => `does not export ${name}`)
}

function checkSection(id: number, reader: WasmReader, bytes: number): string[] {
  if (id === 2) return checkImports(reader)
  if (id === 7) return checkExports(reader)
  if (id === 10) return walkCode(reader)
  const forbidden = forbiddenSections[id]
  return forbidden === undefined || (id === 11 && bytes === 1) ? [] : [`has ${forbidden}`]
}

/** What is wrong with a module; empty if it may be used. */
export function validateRulesModule(bytes: Uint8Array<ArrayBuffer>): readonly string[] {
  if (!WebAssembly.validate(bytes)) return ['is not WebAssembly that this engine can run']
  const reader = new WasmReader(bytes, 8)
  const faults: string[] = []
  const seen = new Set<number>()
  while (!reader.atEnd) {
    const id = reader.byte()
    const length = reader.unsigned()
    seen.add(id)
    faults.push(...checkSection(id, reader.part(length), length))
  }
  return seen.has(7) ? faults : [...faults, 'exports nothing']
}
