import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { rootFolder } from '../agent/paths.ts'

const cases = [
  { file: 'schema/a.ts', source: '#native', wall: true },
  { file: 'schema/b.ts', source: '../agent/paths.ts', wall: true },
  { file: 'native/a.ts', source: '#schema/record', wall: false },
  { file: 'native/b.ts', source: '#rules-compiler', wall: true },
  { file: 'rules-compiler/load/a.ts', source: '../place.ts', wall: false },
  { file: 'rules-compiler/load/b.ts', source: '#wasm-runtime', wall: true },
  { file: 'wasm-runtime/a.ts', source: '../rules-compiler/rule.ts', wall: true },
  { file: 'worker/a.ts', source: '#wasm-runtime', wall: false },
  { file: 'worker/d.ts', source: '#rules-compiler/conditions', wall: false },
  { file: 'native/c.ts', source: '#rules-compiler/conditions', wall: true },
  { file: 'wasm-runtime/b.ts', source: '#rules-compiler/conditions', wall: true },
  { file: 'worker/b.ts', source: '#native', wall: true },
  { file: 'worker/c.ts', source: '../agent/paths.ts', wall: true },
  { file: 'agent/a.ts', source: '#native', wall: false },
  { file: 'agent/b.ts', source: '../worker/index.ts', wall: true },
]

const folder = mkdtempSync(join(tmpdir(), 'eyas-walls-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Lints one file per case, in a folder that has only them and the project's own configuration. */
function filesWithWalls(): readonly string[] {
  const configuration = JSON.parse(readFileSync(`${rootFolder}biome.json`, 'utf8'))
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...configuration, $schema: undefined, vcs: undefined }))
  for (const { file, source } of cases) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), `import { x } from '${source}'\nx()\n`)
  }
  const biome = `${rootFolder}node_modules/@biomejs/biome/bin/biome`
  const { stdout } = spawnSync(process.execPath, [biome, 'lint', '--reporter=json', '.'], {
    cwd: folder,
    encoding: 'utf8',
  })
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: readonly { category: string; location: { path: string | { file: string } } }[]
  }
  const walls = diagnostics.filter(({ category }) => category === 'lint/style/noRestrictedImports')
  return walls.map(({ location: { path } }) => (typeof path === 'string' ? path : path.file))
}

const walls = filesWithWalls()

test.each(cases)('$file meets a wall at $source: $wall', ({ file, wall }) => {
  expect(walls.some((path) => path.endsWith(file))).toBe(wall)
})
