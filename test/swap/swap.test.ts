import { existsSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { stopAssembler } from '#rules-compiler'
import { swapsUnderLoad } from './swaps-under-load.ts'

const canWatch = process.getuid?.() === 0 && existsSync('/sys/kernel/btf/vmlinux')
const why = canWatch ? '' : ' (skipped: needs root and a kernel with BTF)'

afterAll(stopAssembler)

describe.skipIf(!canWatch)(`swaps under load${why}`, () => {
  test('lose no event and judge none twice', { timeout: 90_000 }, async () => {
    const { events, lost, doubled, byRule } = await swapsUnderLoad(40)
    expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 })
    expect(events).toBeGreaterThan(1_000)
    expect(Object.keys(byRule).sort()).toEqual(['first', 'second'])
  })
})
