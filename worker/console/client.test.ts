import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const packageDirectory = (name: string): string =>
  dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))

test('the console’s script type-checks for the browser', () => {
  const compiler = join(packageDirectory('typescript'), 'bin', 'tsc')
  const given = [compiler, '--noEmit', '-p', join(import.meta.dirname, 'client')]
  expect(execFileSync(process.execPath, given, { encoding: 'utf8' })).toBe('')
})

test('the console’s script is under 50 kB compressed', () => {
  const main = join(import.meta.dirname, 'client', 'main.ts')
  const bundler = join(packageDirectory('esbuild'), 'bin', 'esbuild')
  const script = execFileSync(bundler, [main, '--bundle', '--minify', '--format=esm'], { maxBuffer: 1 << 24 })
  expect(gzipSync(script).length).toBeLessThan(50_000)
})
