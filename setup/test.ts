/** `npm test`: formatting, imports and types first, then the native part, then every test. Words go on to vitest. */
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { rootFolder } from '../agent/paths.ts'
import { buildEverything } from './build-everything.ts'

const report = `${rootFolder}build/test-report.json`
const bin = (name: string): string => `${rootFolder}node_modules/.bin/${name}`

/** Runs one program in the checkout with its output shown; true if it went well. */
function passes(name: string, words: readonly string[]): boolean {
  // Node's own folder comes first, so that every program runs in the Node that runs this.
  const path = `${process.execPath.replace(/\/node$/, '')}:${process.env.PATH ?? ''}`
  const { status, error } = spawnSync(bin(name), [...words], {
    cwd: rootFolder,
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  })
  if (error !== undefined) throw new Error(`cannot run ${name}`, { cause: error })
  return status === 0
}

/** What vitest counted, from its JSON report. */
function counts(): { passed: number; failed: number; skipped: number } {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  ) as {
    numPassedTests: number
    numFailedTests: number
    numPendingTests: number
    numTodoTests: number
    testResults: readonly { status: string; assertionResults: readonly unknown[] }[]
  }
  // A file that does not even load has no failed test of its own.
  const broken = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
  return { passed: numPassedTests, failed: numFailedTests + broken, skipped: numPendingTests + numTodoTests }
}

const words = process.argv.slice(2)
rmSync(report, { force: true })
const checks = words.length > 0 ? [] : [passes('biome', ['check', '.']), passes('tsc', ['--noEmit'])]
await buildEverything((line) => console.error(line))
const vitest = passes('vitest', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...words,
])
const { passed, failed, skipped } = counts()
const failedChecks = checks.filter((good) => !good).length
const unexplained = !vitest && failed === 0 ? 1 : 0
console.log(
  `${passed + checks.length - failedChecks} passed, ${failed + failedChecks + unexplained} failed, ${skipped} skipped`,
)
process.exitCode = vitest && failedChecks === 0 ? 0 : 1
