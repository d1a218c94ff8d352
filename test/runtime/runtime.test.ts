/** What the compiler and the runtime only show together: bundles, swaps, traps, paths, containers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileBundle, compileStateModule, loadRules, stopAssembler } from '#rules-compiler'
import { decodeBundle, encodeBundle } from '#schema/bundle'
import { columnOf } from '#schema/layout'
import type { Bundle } from '#schema/manifest'
import { control } from '#schema/memory'
import { descriptor } from '#schema/record'
import { createRuntime, type RecordObject, type Runtime, type Trap, writeRecord, writeRecords } from '#wasm-runtime'

let stateModule: WebAssembly.Module

beforeAll(async () => {
  stateModule = await WebAssembly.compile(await compileStateModule())
})
afterAll(stopAssembler)

interface Written {
  readonly name: string
  readonly condition: string
  readonly output?: string
}

const bundleOf = (rules: readonly Written[]): Promise<Bundle> => {
  const text = rules.map(({ name, condition, output = 'x' }) =>
    JSON.stringify({ rule: name, desc: 'd', priority: 'INFO', condition, output }),
  )
  return compileBundle(loadRules([{ path: 'r.yaml', text: `[${text.join(',')}]` }]))
}

async function runtimeOf(rules: readonly Written[], onTrap?: (trap: Trap) => void): Promise<Runtime> {
  const runtime = createRuntime(onTrap === undefined ? { stateModule } : { stateModule, onTrap })
  await runtime.load(await bundleOf(rules))
  return runtime
}

const namesOf = (runtime: Runtime): string[] => runtime.matches().map(({ rule }) => rule.name)

const open = (name_raw: string, more: Omit<RecordObject, 'type'> = {}): RecordObject => ({
  type: 'openat',
  pid: 7,
  start_ns: 1n,
  name_raw,
  ...more,
})

describe('a bundle', () => {
  test('is the same bytes for the same rules, and survives its file', async () => {
    const rules = [{ name: 'a', condition: 'evt.type = openat and fd.name contains "sh"' }]
    const [one, two] = [await bundleOf(rules), await bundleOf(rules)]
    expect(encodeBundle(one)).toEqual(encodeBundle(two))
    expect(await decodeBundle(encodeBundle(one))).toEqual(one)
    expect(one.digest).toMatch(/^sha256:[0-9a-f]{64}$/)
  })

  test('that is cut short or foreign is refused', async () => {
    const file = encodeBundle(await bundleOf([{ name: 'a', condition: 'evt.type = openat' }]))
    await expect(decodeBundle(file.subarray(0, file.length - 1))).rejects.toThrow(/cut short/)
    await expect(decodeBundle(Uint8Array.of(1, 2, 3))).rejects.toThrow(/not a bundle/)
  })

  test('names the event types that no record exists for', async () => {
    const bundle = await bundleOf([{ name: 'a', condition: 'evt.type in (openat, nanosleep)' }])
    expect(bundle.manifest.rules[0]?.notCaptured).toEqual(['nanosleep'])
  })

  test('of other layouts is refused, and the rules in force stay', async () => {
    const runtime = await runtimeOf([{ name: 'a', condition: 'evt.type = openat' }])
    const other = await bundleOf([{ name: 'b', condition: 'evt.type = openat' }])
    await expect(runtime.load({ ...other, manifest: { ...other.manifest, abi: 'old' } })).rejects.toThrow(
      /compiled for layouts old/,
    )
    runtime.judgeRecords(writeRecord(open('/x')))
    expect(namesOf(runtime)).toEqual(['a'])
  })

  test('quotes what comes from rules: no text of theirs becomes code', async () => {
    const text = '`); } export function evil(): void { unreachable(); } /* $' + "{1} ' */"
    const condition = `evt.type = openat and fd.nameraw = ${JSON.stringify(text)}`
    const runtime = await runtimeOf([{ name: text, condition, output: text }])
    runtime.judgeRecords(writeRecord(open(text)))
    expect(runtime.matches().map(({ output }) => output)).toEqual([text])
  })
})

describe('swap', () => {
  test('changes the rules between batches, and rollback brings the old ones back', async () => {
    const runtime = await runtimeOf([{ name: 'a', condition: 'fd.name startswith /tables/of/a/longer/text' }])
    const record = writeRecord(open('/tables/of/a/longer/text'))
    await runtime.load(await bundleOf([{ name: 'b', condition: 'fd.name contains "of/a/longer/te"' }]))
    runtime.judgeRecords(record)
    expect(namesOf(runtime)).toEqual(['b'])
    expect(runtime.rollback()).toBe(true)
    runtime.judgeRecords(record)
    expect(namesOf(runtime)).toEqual(['a'])
  })

  test('keeps what is known of processes', async () => {
    const runtime = await runtimeOf([{ name: 'a', condition: 'proc.name = cat' }])
    runtime.judgeRecords(writeRecord({ type: 'execve', pid: 7, start_ns: 1n, comm: 'cat' }))
    await runtime.load(await bundleOf([{ name: 'b', condition: 'evt.type = openat and proc.name = cat' }]))
    runtime.judgeRecords(writeRecord(open('/x')))
    expect(namesOf(runtime)).toEqual(['b'])
  })
})

describe('matching', () => {
  test('all reports every rule, first only the first of the file', async () => {
    const rules = ['a', 'b'].map((name) => ({ name, condition: 'evt.type = openat' }))
    const runtime = await runtimeOf(rules)
    runtime.judgeRecords(writeRecords([open('/x'), open('/y')]))
    expect(namesOf(runtime)).toEqual(['a', 'b', 'a', 'b'])
    runtime.setMatching('first')
    runtime.judgeRecords(writeRecords([open('/x'), open('/y')]))
    expect(namesOf(runtime)).toEqual(['a', 'a'])
    expect(runtime.matchCount(0)).toBe(4)
  })

  test('of more matches than the region holds loses none', async () => {
    const rules = Array.from({ length: 40 }, (_, i) => ({ name: `r${i}`, condition: `evt.num >= ${i - i}` }))
    const runtime = await runtimeOf(rules)
    const records = writeRecords(Array.from({ length: 1000 }, () => open('/x')))
    expect(runtime.judgeRecords(records)).toBe(40_000)
  })
})

describe('a trap', () => {
  test('names its rule and disables it, and the batch goes on without losing or doubling a match', async () => {
    const traps: string[] = []
    const rules = [
      { name: 'before', condition: 'evt.type = openat' },
      { name: 'traps', condition: 'evt.type = openat and user.name = nobody' },
      { name: 'after', condition: 'evt.type = openat' },
    ]
    const runtime = await runtimeOf(rules, ({ rule }) => traps.push(rule))
    const bytes = writeRecords([open('/a'), open('/b'), open('/c')])
    // A user table that lies where no memory is.
    const view = new DataView(runtime.memory.buffer)
    view.setUint32(control.users, runtime.memory.buffer.byteLength - 8, true)
    view.setUint32(control.users + 4, 5, true)
    runtime.judgeRecords(bytes)
    expect(namesOf(runtime)).toEqual(['before', 'after', 'before', 'after', 'before', 'after'])
    expect(traps).toEqual(['traps'])
    expect([runtime.traps, runtime.matchCount(0), runtime.isEnabled(1)]).toEqual([1, 3, false])
  })

  test('does not come of a record that refers to bytes outside itself: it is counted and not judged', async () => {
    const runtime = await runtimeOf([{ name: 'a', condition: 'evt.type = openat' }])
    const bytes = writeRecords([open('/a'), open('/b'), open('/c')])
    const column = writeRecord(open('/a')).length + columnOf(descriptor, 'name_raw').offset
    new DataView(bytes.buffer).setUint32(column, 0x7fffffff, true)
    runtime.judgeRecords(bytes)
    expect([namesOf(runtime).length, runtime.counters().malformed, runtime.traps]).toEqual([2, 1, 0])
  })
})

describe('fd.name', () => {
  test.each([
    { asked: '/etc/shadow', name: '/etc/shadow' },
    { asked: '/etc//shadow', name: '/etc/shadow' },
    { asked: '/tmp/../tmp/../etc/./passwd', name: '/etc/passwd' },
    { asked: '../../../../etc/shadow', base: '/root/', name: '/etc/shadow' },
    { asked: 'x', base: '/root', name: '/root/x' },
    { asked: './x/', base: '/root/', name: '/root/x' },
    { asked: '..', base: '/a/b/', name: '/a' },
    { asked: '/..', name: '/' },
    { asked: '/', name: '/' },
    { asked: '/a/..b/.c/...', name: '/a/..b/.c/...' },
    { asked: `/${'a/'.repeat(40)}../b`, name: `/${'a/'.repeat(39)}b` },
    { asked: '', name: '' },
  ])('of $asked is $name', async ({ asked, base, name }) => {
    const runtime = await runtimeOf([{ name: 'a', condition: 'evt.type = openat', output: '%fd.name' }])
    runtime.judgeRecords(writeRecord(open(asked, base === undefined ? {} : { base })))
    expect(runtime.match(0).fields['fd.name']).toBe(name)
  })
})
