import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { publisherKey } from '../agent/modules/publisher-key.ts'
import { freePort, type RunningEyas, runEyas, startEyas } from './running-eyas.ts'

const folder = mkdtempSync(join(tmpdir(), 'eyas-published-'))
let eyas: RunningEyas | undefined

afterAll(async () => {
  await eyas?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('rules that are published are in force on a node that trusts the key', async () => {
  const [key, rules, data] = ['publisher.pem', 'rules.yaml', 'data'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  publisherKey(key)
  writeFileSync(
    rules,
    '- {rule: Published, desc: d, condition: evt.type = execve and proc.name = zzz, output: o, priority: NOTICE}\n',
  )
  const port = String(await freePort())
  eyas = startEyas(['--recorded', 'sample', '--data', data, '--port', port, '--trust', `${key}.pub`])
  await eyas.line((line) => line.includes('the edge stays up'), 90_000)
  const { status, output } = await runEyas(['publish', '--key', key, '--rules', rules, '--data', data])
  expect(status).toBe(0)
  const digest = output.trim()
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/)
  await eyas.line((line) => line.includes(`1 rule in force, ${digest.slice(0, 19)} (from the edge`), 40_000)
}, 180_000)
