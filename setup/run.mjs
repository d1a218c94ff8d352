#!/usr/bin/env node
// What `npm start`, `npm test` and the other npm scripts call. Plain JavaScript for any Node from 20 on: it installs
// what is missing, finds a Node that runs the rest, and hands over.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { nodeForEyas } from '../agent/cli/node-for-eyas.mjs'
import { installDebianPackages } from './debian-packages.mjs'
import { installNodePackages } from './node-packages.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What each script runs once everything is in place, and whether it needs the tools that build the native part. */
const scripts = {
  start: { packages: 'build', arguments: ['agent/cli/eyas.mjs', 'start'] },
  test: { packages: 'test', arguments: ['setup/test.ts'] },
  bench: { packages: 'build', arguments: ['test/bench/bench.ts'] },
  fuzz: { packages: 'none', arguments: ['test/differential/fuzz.ts'] },
  build: { packages: 'build', arguments: ['setup/build.ts'] },
  generate: { packages: 'none', arguments: ['setup/generate.ts'] },
}

const [name = '', ...rest] = process.argv.slice(2)
const script = scripts[name]
if (script === undefined) {
  console.error(`eyas: no script '${name}'; there are ${Object.keys(scripts).join(', ')}`)
  process.exit(1)
}

// Neither the help page nor recorded events need the tools that build the native part.
const needsNoTools = name === 'start' && rest.some((word) => /^(--help|-h|--recorded(=.*)?)$/.test(word))
try {
  if (!needsNoTools) await installDebianPackages(script.packages)
  await installNodePackages(root)
} catch (error) {
  console.error(`eyas: ${error.message}`)
  process.exit(2)
}

const child = spawn(nodeForEyas(root), ['--disable-warning=ExperimentalWarning', ...script.arguments, ...rest], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, EYAS_CALLED_FROM: process.env.INIT_CWD ?? process.cwd() },
})
// The terminal sends Ctrl-C to every process of the group, so it only has to be outlived here.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
// Whoever signals npm alone leaves this process behind; what it started must not outlive npm.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM')
  }, 1000).unref()
}
child.on('error', (error) => {
  console.error(`eyas: cannot start Node: ${error.message}`)
  process.exit(2)
})
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
