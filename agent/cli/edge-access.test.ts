import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { noEdge } from './edge-access.ts'

const folder = mkdtempSync(join(tmpdir(), 'eyas-access-'))
afterAll(() => rmSync(folder, { recursive: true }))

test.each([
  { name: 'of a node that sends elsewhere', has: ['node', 'outbox'], says: /sends its alerts to an edge elsewhere/ },
  { name: 'whose edge does not run', has: ['outbox', 'edge'], says: /no edge runs/ },
  { name: 'that is not there', has: [], says: /no edge runs/ },
])('a data directory $name is told apart, with what to do', ({ name, has, says }) => {
  const data = join(folder, name)
  for (const part of has) mkdirSync(join(data, part), { recursive: true })
  const { message, hint } = noEdge(data)
  expect(message).toMatch(says)
  expect(hint).toMatch(/--url .*--token/)
})
