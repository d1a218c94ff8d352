import { afterAll, expect, test } from 'vitest'
import { assemble, stopAssembler } from './assembler.ts'

afterAll(stopAssembler)

test('the assembler answers each of several jobs with its own module', async () => {
  const source = (value: number): Record<string, string> => ({ main: `export function f(): i32 { return ${value} }` })
  const modules = await Promise.all([1, 2, 3].map((value) => assemble('main', source(value))))
  const answers = modules.map((bytes) => {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
      env: { memory: new WebAssembly.Memory({ initial: 4096, maximum: 4096 }) },
    })
    return (exports.f as () => number)()
  })
  expect(answers).toEqual([1, 2, 3])
})

test('a source that does not compile is refused with what the compiler says', async () => {
  await expect(assemble('main', { main: 'export function f(): i32 { return g() }' })).rejects.toThrow(
    /Cannot find name 'g'/,
  )
})

test('stopping the assembler fails what it had not done, and not what comes after', async () => {
  const source = { main: 'export function f(): i32 { return 1 }' }
  const lost = assemble('main', source)
  const refused = expect(lost).rejects.toThrow(/ended early/)
  stopAssembler()
  const module = await assemble('main', source)
  await refused
  expect(WebAssembly.validate(module)).toBe(true)
})
