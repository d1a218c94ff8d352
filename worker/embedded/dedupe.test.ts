import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { edgeClient } from '../api/client.ts'
import { alert, lineage } from '../fixtures/alerts.ts'
import { type Edge, startEdge } from './index.ts'
import { SigningNode } from './signing-node.ts'

const data = mkdtempSync(join(tmpdir(), 'eyas-dedupe-'))
const node = new SigningNode('web-1')
let edge: Edge
const client = () => edgeClient(edge.url, edge.operatorToken)

beforeAll(async () => {
  edge = await startEdge({ dataDirectory: data, port: 0, log: () => {} })
  await node.enrol(edge.url, edge.enrolToken)
}, 60_000)

afterAll(async () => {
  await edge.stop()
  rmSync(data, { recursive: true, force: true })
})

/** How often each folded alert of a rule was seen, once all of them are there. */
const countsOf = async (rule: string, total: number): Promise<readonly number[]> => {
  const counts = async () =>
    (await client().call('listAlerts', { query: { rule } })).items.map(({ count }) => count).sort()
  await expect
    .poll(async () => (await counts()).reduce((sum, count) => sum + count, 0), { timeout: 20_000 })
    .toBe(total)
  return counts()
}

const made = (rule: string, file: string, command: string) =>
  alert({ rule, lineage: lineage('cat 31 < sh 30'), fields: { 'fd.name': file, 'proc.cmdline': command } })

const alertsOf = (rule: string) => [
  made(rule, '/a', 'cat /a'),
  made(rule, '/b', 'cat /a'),
  made(rule, '/a', 'cat -n /a'),
]

test('fields that somebody chose tell repeats of a rule apart', async () => {
  await node.send(edge.url, node.seal(alertsOf('as ever')))
  expect(await countsOf('as ever', 3)).toEqual([1, 2])

  const body = 'rules:\n  - {rule: fewer, fields: [proc.name]}\n  - {rule: other, fields: [proc.cmdline]}\n'
  expect(await client().call('putDedupe', { body })).toEqual({ version: 1, rules: 2 })
  await node.send(edge.url, node.seal(['fewer', 'other', 'still as ever'].flatMap(alertsOf)))
  expect(await countsOf('fewer', 3)).toEqual([3])
  expect(await countsOf('other', 3)).toEqual([1, 2])
  expect(await countsOf('still as ever', 3)).toEqual([1, 2])
  expect(
    (await client().call('listAlerts', { query: { rule: 'other' } })).items
      .map(({ fields }) => fields['fd.name'])
      .sort(),
  ).toEqual(['/a', '/b'])
  expect((await client().call('getDedupe')).text).toBe(body)
})

test('a choice with faults changes nothing', async () => {
  const refused = client().call('putDedupe', { body: 'rules:\n  - {rule: x, fields: [nothing]}' })
  await expect(refused).rejects.toMatchObject({ status: 422, code: 'dedupe_refused' })
  expect((await client().call('getDedupe')).version).toBe(1)
})
