import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { compilePrograms } from './build.ts'
import { buildFolder } from './paths.ts'
import { whyNotLive } from './testing/live.ts'

const obstacle = await whyNotLive()
const folder = mkdtempSync(join(tmpdir(), 'eyas-build-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The machine in the head of an ELF file: 247 is BPF. */
const machineOf = (path: string): number => readFileSync(path).readUInt16LE(18)

describe.skipIf(obstacle)(`the programs${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  // What differs between architectures is relocated by the kernel that loads them, so these types will do.
  test.each([
    { target: 'x86', defines: [] },
    { target: 'x86', defines: ['-DEYAS_COMPAT'] },
    { target: 'arm64', defines: [] },
    { target: 'arm64', defines: ['-DEYAS_COMPAT'] },
  ])('compile for $target $defines', async ({ target, defines }) => {
    copyFileSync(`${buildFolder}vmlinux.h`, join(folder, 'vmlinux.h'))
    const output = `${target}${defines.length}.o`
    await compilePrograms(target, folder, output, defines)
    expect(machineOf(join(folder, output))).toBe(247)
  })
})
