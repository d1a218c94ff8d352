import { afterAll, expect, test } from 'vitest'
import { type Assembly, assemble, stopAssembler } from './assembler.ts'

afterAll(stopAssembler)

const assembly = (main: string): Assembly => ({ entry: 'main', files: { main }, effort: 'quick' })

test('the assembler answers each of several jobs with its own module', async () => {
  const modules = await Promise.all(
    [1, 2, 3].map((value) => assemble(assembly(`export function f(): i32 { return ${value} }`))),
  )
  const answers = modules.map((bytes) => {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
      env: { memory: new WebAssembly.Memory({ initial: 4096, maximum: 4096 }) },
    })
    return (exports.f as () => number)()
  })
  expect(answers).toEqual([1, 2, 3])
})

test('a source that does not compile is refused with what the compiler says', async () => {
  await expect(assemble(assembly('export function f(): i32 { return g() }'))).rejects.toThrow(/Cannot find name 'g'/)
})

test('stopping the assembler fails what it had not done, and not what comes after', async () => {
  const source = assembly('export function f(): i32 { return 1 }')
  const lost = assemble(source)
  const refused = expect(lost).rejects.toThrow(/ended early/)
  stopAssembler()
  const module = await assemble(source)
  await refused
  expect(WebAssembly.validate(module)).toBe(true)
})
