#!/usr/bin/env node
// `npx eyas`: hands over to main.ts in a Node that runs TypeScript as it is.
import { spawn } from 'node:child_process'
import * as modules from 'node:module'
import { fileURLToPath } from 'node:url'
import { nodeForEyas } from './node-for-eyas.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const node = findNode()

if (node === process.execPath) {
  // Types are stripped once, not at each start.
  modules.enableCompileCache?.(`${root}build/compile-cache`)
  const { main } = await import('./main.ts')
  await main()
} else {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  // The terminal sends Ctrl-C to the child as well; this process only has to outlive it.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`eyas: ${error.message}`)
    process.exit(2)
  })
  child.on('exit', (code) => process.exit(code ?? 2))
}

function findNode() {
  try {
    return nodeForEyas(root)
  } catch (error) {
    console.error(`eyas: ${error.message}`)
    process.exit(2)
  }
}
