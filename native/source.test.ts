import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openSource } from './index.ts'
import { attachedSource, compileCalls, drained, observe, whyNotLive } from './testing/live.ts'

const obstacle = await whyNotLive()

/** The ids of the programs that this process holds. */
const heldPrograms = (): string[] =>
  readdirSync('/proc/self/fdinfo').flatMap((fd) => {
    try {
      return /^prog_id:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? []
    } catch {
      // The descriptor of the directory itself is gone by now.
      return []
    }
  })

const loadedPrograms = (): Set<string> => {
  const path = `${process.env.PATH}:/usr/sbin`
  const listed = execFileSync('bpftool', ['prog', 'list'], { encoding: 'utf8', env: { ...process.env, PATH: path } })
  return new Set([...listed.matchAll(/^(\d+):/gm)].map(([, id]) => id ?? ''))
}

const inWorker = `
const { parentPort, workerData } = require('node:worker_threads')
import(workerData).then(({ openSource }) => {
  const source = openSource({ eventTypes: ['openat'], ringBytes: 1 << 20 })
  source.attach()
  const buffer = new Uint8Array(1 << 20)
  source.onReadable(() => {
    const bytes = source.drainInto(buffer, 0, buffer.length)
    if (bytes > 0) parentPort.postMessage(bytes)
  })
  parentPort.postMessage('watching')
})`

describe.skipIf(obstacle)(`the source${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  let calls: string
  beforeAll(() => {
    calls = compileCalls()
  })
  afterAll(() => rmSync(calls))

  test('nothing is hooked up before attach, and only what the events need after', () => {
    const source = openSource({ eventTypes: ['openat'], ringBytes: 1 << 20 })
    expect(observe(source, calls, ['open', '/']).records).toEqual([])
    source.attach()
    expect(observe(source, calls, ['open', '/', 'v4', '9']).records.map(({ type }) => type)).toEqual([
      'clone',
      'execve',
      'openat',
      'procexit',
    ])
    source.close()
  })

  test('interest changes while it runs', () => {
    const source = attachedSource({ eventTypes: ['execve'] })
    const types = () => observe(source, calls, ['open', '/', 'v4', '9']).records.map(({ type }) => type)
    expect(types()).toEqual(['clone', 'execve', 'procexit'])
    source.setInterest(['connect'])
    expect(types()).toEqual(['clone', 'execve', 'connect', 'procexit'])
    source.setInterest(['openat'])
    expect(types()).toEqual(['clone', 'execve', 'openat', 'procexit'])
    source.setInterest([])
    expect(types()).toEqual(['clone', 'execve', 'procexit'])
    source.close()
  })

  test('its own opens are counted and not told', () => {
    const source = attachedSource()
    const before = source.counters().types.openat?.own ?? 0
    for (let turn = 0; turn < 10; turn++) readFileSync('/etc/hostname')
    expect((source.counters().types.openat?.own ?? 0) - before).toBeGreaterThanOrEqual(10)
    expect(drained(source).filter(({ type, columns }) => type === 'openat' && columns.pid === process.pid)).toEqual([])
    source.close()
  })

  test('processes can be left out and told again while it runs', async () => {
    const source = attachedSource()
    const child = spawn(calls, ['wait', 'open', '/', 'wait', 'open', '/usr'], { stdio: ['pipe', 'pipe', 'ignore'] })
    let output = ''
    child.stdout.on('data', (bytes) => {
      output += bytes
    })
    drained(source)
    source.setOwn([child.pid ?? 0])
    child.stdin.write('1')
    await vi.waitUntil(() => output.includes('open 3'), { interval: 5 })
    source.setOwn([])
    child.stdin.write('2')
    await once(child, 'exit')
    const opened = drained(source).filter(({ type, columns }) => type === 'openat' && columns.pid === child.pid)
    expect(opened.map(({ columns }) => columns.resolved)).toEqual(['/usr'])
    source.close()
  })

  test('close leaves no program behind', async () => {
    const source = attachedSource()
    const programs = heldPrograms()
    expect(programs.length).toBeGreaterThan(5)
    source.close()
    await vi.waitFor(() => {
      const loaded = loadedPrograms()
      expect(programs.filter((id) => loaded.has(id))).toEqual([])
    })
    expect(() => source.drainInto(new Uint8Array(65536), 0, 65536)).toThrow('the source is closed')
  })

  test('an event reaches an idle reader within 100 ms', async () => {
    // Processes alone: others on this machine may open files all the time.
    const source = attachedSource({ eventTypes: [] })
    const buffer = new Uint8Array(1 << 20)
    let looks = 0
    let foundAt = 0
    let soughtPid = -1
    source.onReadable(() => {
      looks++
      const bytes = source.drainInto(buffer, 0, buffer.length)
      if (bytes > 0 && soughtPid !== -1 && foundAt === 0) foundAt = performance.now()
    })
    // Idle: looks cease, because the kernel has been asked to wake us.
    let before = -1
    await vi.waitUntil(
      () => {
        const idle = looks === before
        before = looks
        return idle
      },
      { interval: 20, timeout: 20_000 },
    )
    soughtPid = 0
    const { pid } = spawnSync(calls, [])
    const endedAt = performance.now()
    await vi.waitUntil(() => foundAt > 0, { interval: 1, timeout: 5000 })
    source.close()
    expect(pid).toBeGreaterThan(0)
    expect(foundAt - endedAt).toBeLessThan(100)
  }, 30_000)

  test('it runs in a worker thread and ends with it', async () => {
    const worker = new Worker(inWorker, { eval: true, workerData: new URL('./index.ts', import.meta.url).href })
    const messages: unknown[] = []
    worker.on('message', (message) => messages.push(message))
    await vi.waitUntil(() => messages.includes('watching'), { timeout: 10_000 })
    spawnSync(calls, ['open', '/'])
    await vi.waitUntil(() => messages.some((message) => typeof message === 'number'), { timeout: 10_000 })
    expect(await worker.terminate()).toBe(1)
  })

  test.each([
    { name: 'an unknown event type', options: { eventTypes: ['opne'] }, code: 'NATIVE_EVENT_TYPE' },
    { name: 'a ring that is no power of two', options: { eventTypes: [], ringBytes: 5000 }, code: 'NATIVE_ARGUMENT' },
    {
      name: 'too many excluded processes',
      options: { eventTypes: [], excludePids: Array.from({ length: 8 }, (_, pid) => pid + 2) },
      code: 'NATIVE_ARGUMENT',
    },
  ])('$name is refused with its code', ({ options, code }) => {
    expect(() => openSource(options)).toThrow(expect.objectContaining({ code }))
  })

  test('a target without room for a record is refused', () => {
    const source = attachedSource()
    expect(() => source.drainInto(new Uint8Array(100), 0, 100)).toThrow('65536')
    expect(() => source.drainInto(new Uint8Array(65536), 8, 65536)).toThrow('65536')
    source.close()
  })
})
