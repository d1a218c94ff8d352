import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openFlags } from '#schema/record'
import { probeKernel, type Source } from './index.ts'
import { ENOENT } from './testing/call-cases.ts'
import { attachedSource, compileCalls, observe, whyNotLive } from './testing/live.ts'

const disabled = '/proc/sys/kernel/io_uring_disabled'
const allowed = existsSync(disabled) && readFileSync(disabled, 'utf8').trim() === '0'
const obstacle =
  (await whyNotLive()) ??
  (allowed && probeKernel().some(({ feature, ok }) => feature === 'io_uring' && ok)
    ? undefined
    : 'this kernel shows no requests of io_uring')
const eventTypes = ['openat', 'connect', 'unlinkat', 'renameat2', 'mkdirat', 'symlinkat', 'linkat', 'io_uring_setup']

describe.skipIf(obstacle)(`requests of io_uring${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'eyas-ring-'))
  const secret = join(folder, 'secret')
  const link = join(folder, 'link')
  let source: Source
  let ring: string
  beforeAll(() => {
    writeFileSync(secret, 's')
    symlinkSync(secret, link)
    ring = compileCalls('ring')
    source = attachedSource({ eventTypes })
  })
  afterAll(() => {
    source.close()
    rmSync(ring)
    rmSync(folder, { recursive: true })
  })

  /** The columns of the event of that type that the words make. */
  const made = (type: string, words: readonly string[]) => {
    const { of, output } = observe(source, ring, words, folder)
    return { columns: of(type), output }
  }

  test('an open is told with its name, its flags, its descriptor and the file that was found', () => {
    const { columns, output } = made('openat', ['openat', link, '0'])
    expect(columns).toMatchObject([
      { result: BigInt(output), fd: Number(output), name_raw: link, resolved: secret, open_flags: openFlags.O_RDONLY },
    ])
  })

  test('a relative name has the directory that it starts from, and what fails says why', () => {
    const { columns } = made('openat', ['openat', 'nothing', '0'])
    expect(columns).toMatchObject([{ result: ENOENT, fd: -1, name_raw: 'nothing', base: folder }])
  })

  test('what makes a file says so, with its mode', () => {
    const { columns } = made('openat', ['openat', join(folder, 'new'), '0102'])
    expect(columns).toMatchObject([{ mode: 0o640 }])
    expect(Number(columns[0]?.open_flags) & openFlags.F_CREATED).not.toBe(0)
  })

  test('an open that does not tell its success is told all the same', () => {
    const { columns, output } = made('openat', ['skip', 'openat', secret, '0'])
    expect(output).toBe('')
    expect(columns).toMatchObject([{ result: 0n, name_raw: secret }])
  })

  test.each([
    { type: 'mkdirat', words: ['mkdirat', join(folder, 'd')], expected: { name_raw: join(folder, 'd'), arg2: 0o750n } },
    {
      type: 'renameat2',
      words: ['renameat', join(folder, 'd'), join(folder, 'e')],
      expected: { name_raw: join(folder, 'd'), second_raw: join(folder, 'e') },
    },
    {
      type: 'symlinkat',
      words: ['symlinkat', 'target', join(folder, 's')],
      expected: { name_raw: 'target', second_raw: join(folder, 's') },
    },
    {
      type: 'linkat',
      words: ['linkat', secret, join(folder, 'l')],
      expected: { name_raw: secret, second_raw: join(folder, 'l') },
    },
    { type: 'unlinkat', words: ['unlinkat', join(folder, 'l')], expected: { name_raw: join(folder, 'l') } },
  ])('$type has its names', ({ type, words, expected }) => {
    const { columns, output } = made(type, words)
    expect(output).toBe('0\n')
    expect(columns).toMatchObject([{ result: 0n, ...expected }])
  })

  test('a connection has both its ends', async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const { columns } = made('connect', ['connect', '127.0.0.1', String(port)])
    server.close()
    expect(columns).toMatchObject([{ result: 0n, kind: '4'.charCodeAt(0), remote_port: port, l4_protocol: 6 }])
  })

  test('that a ring is made is an event, and what nobody wants is not told', () => {
    source.setInterest(['io_uring_setup'])
    const { records, of } = observe(source, ring, ['openat', secret, '0'])
    source.setInterest(eventTypes)
    expect(of('io_uring_setup')).toHaveLength(1)
    expect(records.map(({ type }) => type)).not.toContain('openat')
    expect(source.counters().hooks.eyas_ring_submit?.attached).toBe(true)
  })

  test('the account of requests balances', () => {
    for (const [name, count] of Object.entries(source.counters().types)) {
      const { seen, filtered, own, submitted, droppedFull, droppedWatermark, unmapped } = count
      expect({ name, seen }).toEqual({
        name,
        seen: filtered + own + submitted + droppedFull + droppedWatermark + unmapped,
      })
    }
  })
})
