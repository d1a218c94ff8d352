/** Goes over every instruction of a module, to be sure of what is not among them. */
import type { WasmReader } from './wasm-reader.ts'

const memoryGrow = 0x40

/** Instructions by what follows them; those without anything are not listed. */
const immediates: Readonly<Record<string, readonly number[]>> = {
  number: [0x0c, 0x0d, 0x10, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x3f, 0x41, 0x42, 0xd0, 0xd2],
  block: [0x02, 0x03, 0x04],
  two: [0x11, ...Array.from({ length: 0x3e - 0x28 + 1 }, (_, i) => 0x28 + i)],
}

const shapes = new Map(Object.entries(immediates).flatMap(([shape, codes]) => codes.map((code) => [code, shape])))

function skipPrefixedFC(reader: WasmReader): boolean {
  const code = reader.unsigned()
  if (code < 8) return true
  if (code === 10) reader.skip(2)
  else if (code === 11) reader.skip(1)
  else return false
  return true
}

/** SIMD: loads and stores have a place, shuffles and constants 16 bytes, lanes one. */
function skipPrefixedFD(reader: WasmReader): void {
  const code = reader.unsigned()
  if (code <= 11 || code === 92 || code === 93) {
    reader.skipNumber()
    reader.skipNumber()
  } else if (code === 12 || code === 13) reader.skip(16)
  else if (code >= 21 && code <= 34) reader.skip(1)
  else if (code >= 84 && code <= 91) {
    reader.skipNumber()
    reader.skipNumber()
    reader.skip(1)
  }
}

/** Skips what follows an instruction; false if it is one that rules modules never have. */
function skipImmediates(code: number, reader: WasmReader): boolean {
  switch (shapes.get(code)) {
    case 'number':
    case 'block':
      reader.skipNumber()
      return true
    case 'two':
      reader.skipNumber()
      reader.skipNumber()
      return true
    default:
  }
  if (code === 0x43) reader.skip(4)
  else if (code === 0x44) reader.skip(8)
  else if (code === 0x0e) for (let left = reader.unsigned() + 1; left > 0; left--) reader.skipNumber()
  else if (code === 0xfc) return skipPrefixedFC(reader)
  else if (code === 0xfd) skipPrefixedFD(reader)
  else if (code > 0xc4) return false
  return true
}

function walkFunction(reader: WasmReader): string[] {
  for (let groups = reader.unsigned(); groups > 0; groups--) {
    reader.skipNumber()
    reader.skip(1)
  }
  while (!reader.atEnd) {
    const code = reader.byte()
    if (code === memoryGrow) return ['grows memory']
    if (!skipImmediates(code, reader)) return [`has instruction 0x${code.toString(16)}`]
  }
  return []
}

/** The faults in a code section. */
export function walkCode(reader: WasmReader): string[] {
  const faults: string[] = []
  for (let left = reader.unsigned(); left > 0; left--) faults.push(...walkFunction(reader.part(reader.unsigned())))
  return [...new Set(faults)]
}
