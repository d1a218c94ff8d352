import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { AlertJson, IncidentDetailJson, IncidentJson, Page } from '#schema/incident'
import { alert, lineage } from '../fixtures/alerts.ts'
import { type Edge, EdgeError, ensureBundle, findEdge, startEdge } from './index.ts'
import { SigningNode } from './signing-node.ts'

const directories: string[] = []
const temporary = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'eyas-edge-'))
  directories.push(directory)
  return directory
}
const start = (dataDirectory: string, port = 0): Promise<Edge> => startEdge({ dataDirectory, port, log: () => {} })

afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true })
})

const get = async <T>(edge: Edge, path: string): Promise<T> => {
  const answer = await fetch(`${edge.url}/v1/${path}`, { headers: { authorization: `Bearer ${edge.readToken}` } })
  // The edge's own answers, in the shapes of the schema.
  return (await answer.json()) as T
}
const incidentsOf = async (edge: Edge, node: string): Promise<readonly IncidentJson[]> =>
  (await get<Page<IncidentJson>>(edge, `incidents?node=${node}&limit=500`)).items
const countOf = async (edge: Edge, node: string): Promise<number> =>
  (await incidentsOf(edge, node)).reduce((sum, incident) => sum + incident.alertCount, 0)

const shell = (id: number) => alert({ rule: `rule ${id % 100}`, lineage: lineage(`sh ${id} < nginx 812 < systemd 1`) })

test('wrangler builds the bundle once for the same sources', async () => {
  const bundleDirectory = temporary()
  const lines: string[] = []
  const log = (line: string) => lines.push(line)
  const first = await ensureBundle({ bundleDirectory, log })
  expect(await ensureBundle({ bundleDirectory, log })).toEqual(first)
  expect(lines).toEqual(['building the edge'])
  expect(readdirSync(first.directory)).toContain('index.js')
  expect(first.objects.map((object) => object.className)).toEqual([
    'IngestShard',
    'Correlator',
    'Live',
    'Notifier',
    'Registry',
  ])
}, 60_000)

describe('a running edge', () => {
  let edge: Edge
  const data = temporary()
  beforeAll(async () => {
    edge = await start(data)
  }, 60_000)
  afterAll(() => edge.stop())

  const enrolled = async (name: string): Promise<SigningNode> => {
    const node = new SigningNode(name)
    expect((await node.enrol(edge.url, edge.enrolToken)).status).toBe(201)
    return node
  }

  test('enrolment: a node is known by its key, and a new key replaces the old one', async () => {
    const node = await enrolled('keys')
    expect(await node.enrol(edge.url, edge.enrolToken)).toMatchObject({ status: 200, body: { outcome: 'known' } })
    expect((await node.send(edge.url, node.seal([shell(30)]))).status).toBe(200)
    const successor = new SigningNode('keys')
    expect(await successor.enrol(edge.url, edge.enrolToken)).toMatchObject({ body: { outcome: 'key_replaced' } })
    expect((await node.send(edge.url, node.seal([shell(31)]))).status).toBe(401)
    successor.beginEpoch('f'.repeat(32))
    expect((await successor.send(edge.url, successor.seal([shell(32)]))).status).toBe(200)
  })

  test('ingest: a batch is acknowledged once it is stored, and again without effect', async () => {
    const node = await enrolled('twice')
    const body = node.seal([shell(30), shell(31)])
    for (let round = 0; round < 3; round++)
      expect(await node.send(edge.url, body)).toEqual({ status: 200, body: { acknowledged: 2, batch: 1 } })
    await expect.poll(() => countOf(edge, 'twice')).toBe(2)
  })

  test('ingest: a missing batch is asked for', async () => {
    const node = await enrolled('gap')
    const first = node.seal([shell(30)])
    const second = node.seal([shell(31)])
    expect(await node.send(edge.url, second)).toMatchObject({ status: 409, body: { code: 'gap', expected: 1 } })
    expect((await node.send(edge.url, first)).status).toBe(200)
    expect(await node.send(edge.url, second)).toMatchObject({ status: 200, body: { acknowledged: 2 } })
  })

  test('ingest: a signature over other bytes, or of another node, is refused', async () => {
    const node = await enrolled('signed')
    const body = node.seal([shell(30)])
    expect((await node.send(edge.url, body, Buffer.from('else'))).status).toBe(401)
    expect((await new SigningNode('signed').send(edge.url, body)).status).toBe(401)
    expect((await new SigningNode('unknown').send(edge.url, body)).status).toBe(401)
    expect(await countOf(edge, 'signed')).toBe(0)
  })

  test('ingest: what can never be taken is refused for good, and the chain goes on after it', async () => {
    const node = await enrolled('refused')
    await node.send(edge.url, node.seal([shell(30)]))
    const malformed = node.seal([shell(31)], { version: 2 as 1 })
    for (let round = 0; round < 2; round++)
      expect(await node.send(edge.url, malformed)).toMatchObject({ status: 422, body: { code: 'malformed' } })
    expect(await node.send(edge.url, node.seal([shell(32)]))).toMatchObject({ status: 200, body: { acknowledged: 3 } })
    const { items } = await get<Page<Record<string, unknown>>>(edge, 'nodes')
    expect(items.find((item) => item.node === 'refused')).toMatchObject({ refusedBatches: 1, missingAlerts: 1 })
  })

  test('ingest: another body under a number that is held is refused', async () => {
    const node = await enrolled('forked')
    await node.send(edge.url, node.seal([shell(30)]))
    node.beginEpoch('0123456789abcdef0123456789abcdef')
    expect(await node.send(edge.url, node.seal([shell(31)]))).toMatchObject({ status: 422, body: { code: 'chain' } })
  })

  test('ingest: a new epoch begins at 1, and the old one cannot be replayed into it', async () => {
    const node = await enrolled('epochs')
    const old = node.seal([shell(30)])
    await node.send(edge.url, old)
    node.beginEpoch('a'.repeat(32))
    expect(await node.send(edge.url, node.seal([shell(31)]))).toMatchObject({ status: 200, body: { acknowledged: 1 } })
    expect((await node.send(edge.url, old)).status).toBe(200)
    await expect.poll(() => countOf(edge, 'epochs')).toBe(2)
  })

  test('query: one process tree is one incident, with reasons; another login is another', async () => {
    const node = await enrolled('trees')
    const login = alert({ rule: 'login', lineage: lineage('cat 91 < bash 90 < sshd 89 < sshd 5 < systemd 1') })
    await node.send(edge.url, node.seal([shell(30), shell(31), shell(32), login]))
    await expect.poll(() => countOf(edge, 'trees')).toBe(4)
    const incidents = await incidentsOf(edge, 'trees')
    expect(incidents.map((incident) => incident.alertCount).sort()).toEqual([1, 3])
    const big = incidents.find((incident) => incident.alertCount === 3)
    const detail = await get<IncidentDetailJson>(edge, `incidents/${big?.id}`)
    expect(detail.timeline.map(({ reason }) => reason.kind)).toEqual(['first', 'lineage', 'lineage'])
    expect(detail.root?.pid).toBe(812)
  })

  test('query: pages follow each other without overlap, and filters hold', async () => {
    const node = await enrolled('pages')
    const many = Array.from({ length: 25 }, (_, index) =>
      alert({
        rule: `page ${index}`,
        priority: index < 5 ? 'Critical' : 'Notice',
        lineage: lineage(`sh ${1000 + index} < init 1`),
      }),
    )
    await node.send(edge.url, node.seal(many))
    await expect.poll(() => countOf(edge, 'pages')).toBe(25)
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Page<AlertJson> = await get(edge, `alerts?node=pages&limit=10${cursor && `&cursor=${cursor}`}`)
      seen.push(...page.items.map((item) => item.rule))
      cursor = page.cursor
    }
    expect(new Set(seen).size).toBe(25)
    expect(seen.length).toBe(25)
    const severe = await get<Page<IncidentJson>>(edge, 'incidents?node=pages&priority=Error')
    expect(severe.items.length).toBe(5)
    expect((await get<Page<IncidentJson>>(edge, 'incidents?node=pages&rule=page%203')).items.length).toBe(1)
  })

  test('acts: an operator acknowledges and closes, and the incident remembers who', async () => {
    const node = await enrolled('acts')
    await node.send(edge.url, node.seal([shell(30)]))
    await expect.poll(() => countOf(edge, 'acts')).toBe(1)
    const [incident] = await incidentsOf(edge, 'acts')
    const act = (verb: string, token: string) =>
      fetch(`${edge.url}/v1/incidents/${incident?.id}/${verb}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ owner: 'ana', comment: 'known' }),
      })
    expect((await act('close', edge.readToken)).status).toBe(403)
    expect(await (await act('acknowledge', edge.operatorToken)).json()).toMatchObject({ status: 'acknowledged' })
    expect(await (await act('close', edge.operatorToken)).json()).toMatchObject({ status: 'closed' })
    const detail = await get<IncidentDetailJson>(edge, `incidents/${incident?.id}`)
    expect(detail.actions).toMatchObject([
      { action: 'acknowledge', owner: 'ana', comment: 'known' },
      { action: 'close', owner: 'ana', comment: 'known' },
    ])
    expect(await incidentsOf(edge, 'acts&status=open')).toEqual([])
  })

  test('stream: who has a token sees alerts as they come; who has none sees nothing', async () => {
    const node = await enrolled('live')
    const protocol = (token: string) => ['eyas.v1', `eyas.token.${Buffer.from(token).toString('base64url')}`]
    const address = `${edge.url.replace('http', 'ws')}/v1/stream`
    const stranger = new WebSocket(address, protocol('guess'))
    await new Promise((resolve) => stranger.addEventListener('error', resolve, { once: true }))
    const socket = new WebSocket(address, protocol(edge.readToken))
    await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }))
    expect(socket.protocol).toBe('eyas.v1')
    const message = new Promise<string>((resolve) =>
      socket.addEventListener('message', ({ data }) => resolve(String(data)), { once: true }),
    )
    await node.send(edge.url, node.seal([shell(30)]))
    const kinds = (JSON.parse(await message) as { kind: string }[]).map(({ kind }) => kind)
    expect(kinds).toEqual(['incident', 'alert'])
    socket.close()
  })

  test('its tokens are on no command line, in no world-readable file, and in none of its answers', async () => {
    const commandLine = readFileSync(`/proc/${edge.pid}/cmdline`, 'utf8')
    expect(statSync(join(data, 'edge', 'tokens.json')).mode & 0o777).toBe(0o600)
    const config = readFileSync(join(data, 'edge', 'edge.capnp'), 'utf8')
    for (const token of [edge.readToken, edge.operatorToken, edge.enrolToken])
      expect(commandLine + config).not.toContain(token)
  })

  test('others find it through its data directory', async () => {
    expect(await findEdge(data)).toEqual({
      url: edge.url,
      readToken: edge.readToken,
      adminToken: edge.adminToken,
      operatorToken: edge.operatorToken,
    })
  })
})

describe('starting and ending', () => {
  const running: Edge[] = []
  const begun = async (data: string, port = 0): Promise<Edge> => {
    const edge = await start(data, port)
    running.push(edge)
    return edge
  }
  afterEach(async () => {
    for (const edge of running.splice(0)) await edge.stop()
  })

  const failureOf = async (starting: Promise<Edge>): Promise<string> => {
    const outcome = await starting.then(running.push.bind(running), (cause: unknown) => cause)
    return outcome instanceof EdgeError ? `${outcome.code} ${outcome.message}` : 'no EdgeError'
  }

  test('kill -9: everything acknowledged is there after a restart, once', async () => {
    const data = temporary()
    const edge = await begun(data)
    const acknowledged = new Map<string, number>()
    const flood = async (name: string): Promise<void> => {
      const node = new SigningNode(name)
      await node.enrol(edge.url, edge.enrolToken)
      for (let round = 0; ; round++) {
        const answer = await node.send(edge.url, node.seal([shell(1000 + round * 2), shell(1001 + round * 2)]))
        acknowledged.set(name, Number(answer.body.acknowledged))
        if (name === 'a' && round === 40) process.kill(edge.pid, 'SIGKILL')
      }
    }
    // Each ends by the connection that the kill cuts off.
    await Promise.allSettled(['a', 'b', 'c', 'd'].map(flood))
    await edge.ended
    expect(await findEdge(data)).toBeUndefined()
    const again = await begun(data)
    expect(again.readToken).toBe(edge.readToken)
    const { items } = await get<Page<{ node: string; acknowledged: number }>>(again, 'nodes')
    for (const [node, seq] of acknowledged) {
      const stored = items.find((item) => item.node === node)?.acknowledged ?? 0
      expect(seq).toBeGreaterThan(0)
      expect(stored).toBeGreaterThanOrEqual(seq)
      await expect.poll(() => countOf(again, node), { timeout: 10_000 }).toBe(stored)
    }
  }, 30_000)

  test('kill -9 between acknowledgement and correlation: the alarm finishes what was begun', async () => {
    const data = temporary()
    const edge = await begun(data)
    const node = new SigningNode('late')
    await node.enrol(edge.url, edge.enrolToken)
    const many = Array.from({ length: 2000 }, (_, index) => shell(2000 + index))
    expect((await node.send(edge.url, node.seal(many))).status).toBe(200)
    process.kill(edge.pid, 'SIGKILL')
    await edge.ended
    // Incidents are asked for, never the shard: only its alarm can wake it.
    const again = await begun(data)
    await expect.poll(() => countOf(again, 'late'), { timeout: 10_000 }).toBe(2000)
  }, 30_000)

  test('a port in use is named in one line', async () => {
    const server = createServer()
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        resolve(address !== null && typeof address === 'object' ? address.port : 0)
      }),
    )
    expect(await failureOf(start(temporary(), port))).toBe(
      `EDGE_PORT_IN_USE port ${port} is in use; choose another with --port`,
    )
    server.close()
  })

  test('a data directory that cannot be written is named in one line', async () => {
    const file = join(temporary(), 'file')
    writeFileSync(file, '')
    expect(await failureOf(start(file))).toBe(
      `EDGE_DATA_NOT_WRITABLE cannot write to ${join(file, 'edge')}; choose another with --data`,
    )
  })

  test('a second edge on one data directory takes the place of the first of the same process', async () => {
    const data = temporary()
    const first = await begun(data)
    const second = await begun(data)
    await first.ended
    expect((await findEdge(data))?.url).toBe(second.url)
  })

  test('an edge that a crash left behind gives way to the next one', async () => {
    const data = temporary()
    const given = JSON.stringify({ dataDirectory: data, port: 0 })
    const crash = `const { startEdge } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)})
      await startEdge({ ...${given}, log() {} }); process.kill(process.pid, 'SIGKILL')`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', crash], { stdio: 'ignore' })
    await once(child, 'exit')
    const left = await findEdge(data)
    expect(left).toBeDefined()
    const edge = await begun(data)
    expect(edge.url).not.toBe(left?.url)
    expect((await fetch(`${edge.url}/healthz`)).status).toBe(200)
    await expect(fetch(`${left?.url}/healthz`)).rejects.toThrow()
  })

  test('after stop nothing is found and the port is free', async () => {
    const data = temporary()
    const edge = await begun(data)
    await edge.stop()
    expect(await findEdge(data)).toBeUndefined()
    await begun(data, Number(new URL(edge.url).port))
  })
})
