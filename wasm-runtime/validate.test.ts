import { describe, expect, test } from 'vitest'
import { validateRulesModule } from './validate.ts'

const section = (id: number, ...body: readonly number[]): number[] => [id, body.length, ...body]
const name = (text: string): number[] => [text.length, ...new TextEncoder().encode(text)]

const types = section(1, 1, 0x60, 0, 0)
const functions = section(3, 1, 0)
const memoryImport = [...name('env'), ...name('memory'), 2, 1, 1, 1]
const tablesImport = [...name('env'), ...name('tables'), 3, 0x7f, 0]
const imports = section(2, 2, ...memoryImport, ...tablesImport)
const exports = section(7, 3, ...['evaluate', 'extract', 'written'].flatMap((text) => [...name(text), 0, 0]))
const code = (...body: readonly number[]): number[] => section(10, 1, body.length + 2, 0, ...body, 0x0b)

const moduleOf = (...sections: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections.flat()])

describe('validateRulesModule', () => {
  test('takes a module that has what it may have', () => {
    expect(validateRulesModule(moduleOf(types, imports, functions, exports, code()))).toEqual([])
  })

  test.each([
    {
      fault: 'bytes that are no module',
      bytes: Uint8Array.of(1, 2, 3),
      says: 'is not WebAssembly that this engine can run',
    },
    {
      fault: 'a foreign import',
      bytes: moduleOf(
        types,
        section(2, 1, ...name('env'), ...name('fetch'), 0, 0),
        functions,
        section(7, 3, ...['evaluate', 'extract', 'written'].flatMap((text) => [...name(text), 0, 1])),
        code(),
      ),
      says: 'imports env.fetch',
    },
    {
      fault: 'a start function',
      bytes: moduleOf(types, imports, functions, exports, section(8, 0), code()),
      says: 'has a start function',
    },
    {
      fault: 'data',
      bytes: moduleOf(types, imports, functions, exports, code(), section(11, 1, 0, 0x41, 0, 0x0b, 1, 7)),
      says: 'has data',
    },
    {
      fault: 'an instruction that grows memory',
      bytes: moduleOf(types, imports, functions, exports, code(0x41, 1, 0x40, 0, 0x1a)),
      says: 'grows memory',
    },
    {
      fault: 'a missing export',
      bytes: moduleOf(types, imports, functions, section(7, 1, ...name('evaluate'), 0, 0), code()),
      says: 'does not export extract',
    },
  ])('refuses $fault', ({ bytes, says }) => {
    expect(validateRulesModule(new Uint8Array(bytes))).toContain(says)
  })
})
