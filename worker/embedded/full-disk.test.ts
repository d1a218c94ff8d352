import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { IncidentJson, Page } from '#schema/incident'
import { alert, lineage } from '../fixtures/alerts.ts'
import { startEdge } from './index.ts'
import { type Answer, SigningNode } from './signing-node.ts'

const disk = mkdtempSync(join(tmpdir(), 'eyas-full-'))

/** Why no disk that is small enough to fill can be mounted here, or undefined once one is. */
const mountDisk = (): string | undefined => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', disk], { stdio: 'pipe' })
    return undefined
  } catch {
    // Not root, or a container that may not mount: the name of the test says so.
    return ': skipped, a small disk cannot be mounted here'
  }
}
const obstacle = mountDisk()

afterAll(() => {
  if (obstacle === undefined) execFileSync('umount', [disk])
  rmSync(disk, { recursive: true, force: true })
})

test.skipIf(obstacle)(
  `on a full disk whoever waits is told at once, and once there is space each alert counts once${obstacle ?? ''}`,
  async () => {
    const edge = await startEdge({ dataDirectory: disk, port: 0, log: () => {} })
    const node = new SigningNode('full')
    await node.enrol(edge.url, edge.enrolToken)
    const body = () =>
      node.seal(Array.from({ length: 100 }, () => alert({ output: 'x'.repeat(1500), lineage: lineage('sh 30') })))
    let refused: { readonly body: Buffer; readonly answer: Answer } | undefined
    let acknowledged = 0
    while (refused === undefined) {
      const sealed = body()
      const answer = await node.send(edge.url, sealed)
      if (answer.status === 200) acknowledged += 100
      else refused = { body: sealed, answer }
    }
    expect(refused.answer).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    const waiting = await Promise.all([1, 2, 3].map(() => node.send(edge.url, refused.body)))
    expect(waiting.map(({ status }) => status)).toEqual([503, 503, 503])
    execFileSync('mount', ['-o', 'remount,size=100m', disk])
    await expect.poll(async () => (await node.send(edge.url, refused.body)).status, { timeout: 10_000 }).toBe(200)
    const counted = async () => {
      const headers = { authorization: `Bearer ${edge.readToken}` }
      const answer = await fetch(`${edge.url}/v1/incidents`, { headers })
      // The edge's own page of incidents.
      const { items } = (await answer.json()) as Page<IncidentJson>
      return items.reduce((sum, incident) => sum + incident.alertCount, 0)
    }
    await expect.poll(counted, { timeout: 20_000 }).toBe(acknowledged + 100)
    await edge.stop()
  },
  60_000,
)
