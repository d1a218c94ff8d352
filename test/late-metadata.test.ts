/** An alert that leaves before its container is known, and its completion, through a running agent and its edge. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AlertJson, Page } from '#schema/incident'
import { whyNoContainers } from '../agent/containers/testing/programs.ts'
import { makeBundle, runInCgroup } from '../agent/containers/testing/runc-container.ts'
import { workshop } from '../agent/containers/testing/workshop.ts'
import { whyNotLive } from '../native/testing/live.ts'
import { freePort, type RunningEyas, startEyas } from './running-eyas.ts'

const id = randomBytes(32).toString('hex')
/** Of this container alone: others may run on this machine. */
const rules = `
- rule: Shadow read in a container
  desc: d
  condition: evt.type in (open, openat) and fd.name = /etc/shadow and proc.name = cat and container.id = ${id.slice(0, 12)}
  output: "by %container.name of %container.image.repository"
  priority: WARNING
`
const obstacle = whyNoContainers('runc') ?? (await whyNotLive())

describe.skipIf(obstacle)(`late metadata${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  const { folder, clear } = obstacle === undefined ? workshop() : { folder: '', clear: () => undefined }
  /** Docker, as it answers while it has not noted a container down, and once it has. */
  let isNoted = false
  let runtime: Server
  let eyas: RunningEyas
  let port = 0

  beforeAll(async () => {
    makeBundle(`${folder}/bundle`)
    writeFileSync(`${folder}/rules.yaml`, rules)
    runtime = createServer((request, response) => {
      const isKnown = isNoted && request.url === `/containers/${id}/json`
      response
        .writeHead(isKnown ? 200 : 404)
        .end(JSON.stringify({ Name: '/late', Config: { Image: 'team/late:1' }, HostConfig: {} }))
    }).listen(`${folder}/docker.sock`)
    await once(runtime, 'listening')
    port = await freePort()
    const sockets = ['--container-socket', `docker=${folder}/docker.sock`]
    const words = [
      '--data',
      join(folder, 'data'),
      '--port',
      String(port),
      '--rules',
      `${folder}/rules.yaml`,
      ...sockets,
    ]
    eyas = startEyas(words)
    await eyas.line((line) => line.includes('watching'), 110_000)
  }, 120_000)

  afterAll(async () => {
    await eyas?.stop()
    runtime?.close()
    clear()
  })

  const alertsAtEdge = async (): Promise<readonly AlertJson[]> => {
    const { readToken } = JSON.parse(readFileSync(join(folder, 'data', 'edge', 'tokens.json'), 'utf8'))
    const headers = { authorization: `Bearer ${readToken}` }
    const answer = await fetch(`http://127.0.0.1:${port}/v1/alerts`, { headers })
    return ((await answer.json()) as Page<AlertJson>).items
  }

  test('what the runtime says later completes the alert that the edge has, under its id', async () => {
    const cgroup = `/docker/${id}`
    runInCgroup(`${folder}/bundle`, `eyas-${id.slice(0, 12)}`, cgroup, ['/bin/cat', '/etc/shadow'])
    await expect.poll(async () => (await alertsAtEdge()).length, { timeout: 10_000 }).toBe(1)
    const [first] = await alertsAtEdge()
    expect(first).toMatchObject({
      evidence: { complete: false, missing: ['container metadata pending'] },
      fields: { 'container.name': null },
    })
    isNoted = true
    await expect.poll(async () => (await alertsAtEdge())[0]?.evidence.complete, { timeout: 15_000 }).toBe(true)
    const [whole, ...others] = await alertsAtEdge()
    expect(others).toEqual([])
    expect(whole).toMatchObject({
      id: first?.id,
      count: 1,
      fields: { 'container.name': 'late', 'container.image.repository': 'team/late' },
      output: expect.stringContaining('by late of team/late'),
    })
    // Who reads along is told once.
    expect(eyas.alerts).toHaveLength(1)
  }, 40_000)
})
