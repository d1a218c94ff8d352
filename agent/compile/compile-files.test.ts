import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type RuleFile, stopAssembler } from '#rules-compiler'
import { shippedRules } from '../paths.ts'
import { readRuleFiles } from '../rules-source/read-rule-files.ts'
import { compileFiles } from './compile-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'eyas-compile-'))
afterAll(() => {
  stopAssembler()
  rmSync(folder, { recursive: true })
})

let directories = 0
const bundleOf = async (files: readonly RuleFile[]): Promise<Buffer> => {
  // Another directory each time, so that nothing is taken from the modules of before.
  const cacheDirectory = join(folder, String(directories++))
  return Buffer.from((await compileFiles({ files, options: {}, cacheDirectory }, () => {})) ?? [])
}

const more = {
  path: 'more.yaml',
  text: JSON.stringify([
    {
      rule: 'More',
      desc: 'd',
      condition: 'evt.type in (openat, unlinkat) and fd.name startswith /etc/ and proc.pname != sh',
      output: 'x %evt.args %proc.aname[4]',
      priority: 'INFO',
    },
  ]),
}

test('rules compiled where others were compiled before are byte for byte those compiled first', async () => {
  const files = await readRuleFiles([shippedRules])
  const first = await bundleOf(files)
  const other = await bundleOf([...files, more])
  const again = await bundleOf(files)
  expect(first.length).toBeGreaterThan(0)
  expect(other.equals(first)).toBe(false)
  expect(again.equals(first)).toBe(true)
})
