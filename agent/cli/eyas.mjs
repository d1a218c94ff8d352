#!/usr/bin/env node
// `npx eyas`: hands over to main.ts in a Node that runs TypeScript as it is.
import { spawn } from 'node:child_process'
import * as modules from 'node:module'
import { fileURLToPath } from 'node:url'
import { isLean, leanStart } from './lean-node.mjs'
import { nodeForEyas } from './node-for-eyas.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const self = fileURLToPath(import.meta.url)
const node = findNode()
const words = process.argv.slice(2)
/** This one runs for as long as the machine. */
const stays = words[0] === 'start'

if (node === process.execPath && (!stays || isLean())) {
  // Types are stripped once, not at each start.
  modules.enableCompileCache?.(`${root}build/compile-cache`)
  const { main } = await import('./main.ts')
  await main()
} else {
  become(stays ? leanStart(root, self, words) : { words: [self, ...words], environment: process.env })
}

/** Runs that Node in place of this one or, where a process cannot be replaced, as its child. */
function become({ words, environment }) {
  if (process.execve !== undefined) process.execve(node, [node, ...words], environment)
  const child = spawn(node, words, { stdio: 'inherit', env: environment })
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
