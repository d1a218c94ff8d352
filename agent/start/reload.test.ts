import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compileStateModule, stopAssembler } from '#rules-compiler'
import type { Terminal } from '../cli/terminal.ts'
import { compileFiles } from '../compile/compile-files.ts'
import { stopCompiler } from '../compile/compile-rules.ts'
import { tryCandidate } from '../hot/candidate.ts'
import { cacheDirectory } from './prepare-rules.ts'
import { Reloader } from './reload.ts'

const folder = mkdtempSync(join(tmpdir(), 'eyas-reload-'))
const path = join(folder, 'rules.yaml')
const rules = JSON.stringify([
  { rule: 'Any program', desc: 'd', priority: 'NOTICE', condition: 'evt.type = execve', output: '%proc.name' },
])
const said: string[] = []
let reloader: Reloader

beforeAll(async () => {
  writeFileSync(path, rules)
  const stateModule = await compileStateModule()
  const text = Buffer.from(rules)
  const bundle = await compileFiles({ files: [{ path, text }], options: {}, cacheDirectory }, () => {})
  if (bundle === null) throw new Error('the rules are at fault')
  const { bundle: inForce } = await tryCandidate({ bundle, stateModule })
  const refused = () => Promise.reject(new Error('nothing here is new'))
  const terminal: Pick<Terminal, 'say'> = { say: (line) => void said.push(line) }
  reloader = new Reloader({
    ...{ paths: [path], loadOptions: {}, bundle: inForce, stateModule, inForce: () => {} },
    hot: { swap: refused, rollback: refused },
    // A reload only says.
    terminal: terminal as Terminal,
  })
}, 120_000)
afterAll(() => {
  stopCompiler()
  stopAssembler()
  rmSync(folder, { recursive: true })
})

test('files that are mended to what is in force are said to be, once', async () => {
  expect(await reloader.takeFiles()).toEqual({ kind: 'same' })
  expect(said).toEqual([])
  writeFileSync(path, rules.replace('execve', 'exec ve'))
  expect(await reloader.takeFiles()).toMatchObject({ kind: 'refused' })
  expect(said.at(-1)).toBe('eyas: the rules have 1 fault; the rules before stay in force')
  writeFileSync(path, rules)
  said.length = 0
  await reloader.takeFiles()
  await reloader.takeFiles()
  expect(said).toEqual(['  rules    the files hold the rules that are in force again'])
}, 60_000)
