import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadAddon } from './addon.ts'
import { nativeErrorOf } from './native-error.ts'
import { buildFolder } from './paths.ts'
import { type ReadRecord, readRecords } from './record-reader.ts'
import { compileCalls, whyNotLive } from './testing/live.ts'

const obstacle = await whyNotLive()
const target = { x64: 'x86', arm64: 'arm64' }[process.arch as string] ?? ''
const options = { ringBytes: 1 << 20, wantEnv: false, v1Controllers: 0, iterators: true, rings: true }

describe.skipIf(obstacle)(`loading${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  let folder: string
  let calls: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'eyas-'))
    calls = compileCalls()
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
    rmSync(calls)
  })

  test('a program that the kernel refuses is named, with the last lines of the verifier', () => {
    const source = join(folder, 'refused.bpf.c')
    const object = join(folder, 'refused.bpf.o')
    const all = fileURLToPath(new URL('./bpf/eyas.bpf.c', import.meta.url))
    writeFileSync(
      source,
      `#include "${all}"\nSEC("tp_btf/sys_exit") int eyas_refused(__u64 *ctx) { return ctx[77]; }\n`,
    )
    const flags = ['-g', '-O2', '-target', 'bpf', '-mcpu=v3', `-D__TARGET_ARCH_${target}`, '-I', buildFolder]
    execFileSync('clang', [...flags, '-c', source, '-o', object])
    let thrown: unknown
    try {
      ;new (loadAddon().Capture)({ ...options, objectPath: object })
    } catch (error) {
      thrown = error
    }
    const error = nativeErrorOf(thrown)
    expect(error).toMatchObject({ code: 'NATIVE_PROGRAM_REFUSED', program: 'eyas_refused' })
    expect(error.log).toContain('invalid bpf_context access')
    expect(error.log?.trim().split('\n').length).toBeLessThanOrEqual(20)
  })

  test('the programs for older kernels load and tell the same of an exec', () => {
    const tell = (name: string): ReadRecord['columns'] | undefined => {
      const capture = new (loadAddon().Capture)({ ...options, objectPath: `${buildFolder}${name}.bpf.o` })
      capture.attach('eyas_exec')
      execFileSync(calls, ['open', '/'])
      const buffer = new Uint8Array(1 << 20)
      const bytes = capture.drainInto(buffer, 0, buffer.length)
      capture.close()
      const all = readRecords(buffer.subarray(0, bytes)).map(({ columns }) => columns)
      return all.find(({ exe_path }) => exe_path === calls)
    }
    const texts = (columns: ReadRecord['columns'] | undefined) =>
      ['comm', 'exe', 'exe_path', 'args', 'cwd', 'cgroup', 'file_name', 'exe_inode', 'exe_flags'].map(
        (name) => columns?.[name],
      )
    expect(tell('eyas-compat')).toBeDefined()
    expect(texts(tell('eyas-compat'))).toEqual(texts(tell('eyas')))
  })
})
