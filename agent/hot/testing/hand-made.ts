/** Rules modules written by hand, which do what the compiler never writes: trap, or never come back. */
import { compileBundle, loadRules } from '#rules-compiler'
import type { Bundle } from '#schema/manifest'
import { control, disabledRules } from '#schema/memory'

/** An unsigned LEB128 number. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...unsigned(Math.floor(value / 128))]
}

/** A signed LEB128 number that is not negative. */
function signed(value: number): number[] {
  return value < 64 ? [value] : [(value % 128) + 128, ...signed(Math.floor(value / 128))]
}

const text = (value: string): number[] => [value.length, ...new TextEncoder().encode(value)]
const section = (id: number, ...items: readonly (readonly number[])[]): number[] => {
  const body = [...unsigned(items.length), ...items.flat()]
  return [id, ...unsigned(body.length), ...body]
}
const i32 = 0x7f
const constant = (value: number): number[] => [0x41, ...signed(value)]
const minusOne = [0x41, 0x7f]
const localGet = (index: number): number[] => [0x20, index]
const store = [0x36, 2, 0]
const body = (...code: readonly (readonly number[])[]): number[] => {
  const bytes = [0, ...code.flat(), 0x0b]
  return [...unsigned(bytes.length), ...bytes]
}

/** What the first rule does as long as it is on; once it is off, the module finds nothing in any record. */
const deeds = { hangs: [0x03, 0x40, 0x0c, 0x00, 0x0b], traps: [0x00] } as const

/** evaluate(at, end): names rule 0 and does the deed, or says that it has come to the end. */
const evaluate = (deed: readonly number[]): number[] =>
  body(
    ...[constant(disabledRules), [0x2d, 0, 0], [0x45], [0x04, 0x40]],
    ...[constant(control.rule), constant(0), store],
    ...[constant(control.record), localGet(0), store],
    ...[deed, [0x0b]],
    ...[constant(control.record), localGet(1), store],
    ...[constant(control.rule), minusOne, store],
    constant(0),
  )

function moduleThat(deed: keyof typeof deeds): Uint8Array<ArrayBuffer> {
  const types = section(1, [0x60, 2, i32, i32, 1, i32], [0x60, 2, i32, i32, 0], [0x60, 0, 1, i32])
  const imports = section(
    2,
    [...text('env'), ...text('memory'), 2, 0, 1],
    [...text('env'), ...text('tables'), 3, i32, 0],
  )
  const functions = section(3, [0], [1], [2])
  const names = ['evaluate', 'extract', 'written']
  const exports = section(7, ...names.map((name, index) => [...text(name), 0, index]))
  const code = section(10, evaluate(deeds[deed]), body(), body(constant(0)))
  return Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...types, ...imports, ...functions, ...exports, ...code])
}

/** A bundle whose first rule, `Bad`, traps or never comes back. */
export async function bundleThat(deed: keyof typeof deeds): Promise<Bundle> {
  const rule = { rule: 'Bad', desc: 'd', condition: 'evt.type = openat', output: 'x', priority: 'INFO' }
  const bundle = await compileBundle(loadRules([{ path: 'bad.yaml', text: JSON.stringify([rule]) }]))
  return { ...bundle, module: moduleThat(deed) }
}
