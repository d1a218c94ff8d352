import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'

/** Runs `npm ci` if node_modules is absent or older than the lock file. */
export async function installNodePackages(root) {
  const installed = `${root}node_modules/.package-lock.json`
  const lock = `${root}package-lock.json`
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return
  console.error('eyas: installing npm packages')
  const { status, stdout, stderr } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`npm ci failed:\n${`${stdout}${stderr}`.slice(-2000)}`)
}
