import { rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { descriptorFlags, recordFlags } from '#schema/record'
import type { Source } from './index.ts'
import { attachedSource, compileCalls, observe, whyNotLive } from './testing/live.ts'

const obstacle = await whyNotLive()
const loopback4 = '00000000000000000000ffff7f000001'
const loopback6 = '00000000000000000000000000000001'
const refused = -111n
const inProgress = -115n
/** Discard: nothing listens there. */
const closedPort = 9

const listening = (server: Server, target: { port: number; host: string } | { path: string }): Promise<void> =>
  new Promise((resolve) => server.listen(target, resolve))

describe.skipIf(obstacle)(`connect${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  const v4 = createServer((socket) => socket.destroy())
  const unix = createServer((socket) => socket.destroy())
  const socketPath = join(tmpdir(), `eyas-${process.pid}.sock`)
  let port: number
  let source: Source
  let calls: string
  beforeAll(async () => {
    source = attachedSource()
    calls = compileCalls()
    await listening(v4, { port: 0, host: '127.0.0.1' })
    await listening(unix, { path: socketPath })
    const address = v4.address()
    port = typeof address === 'object' && address !== null ? address.port : 0
  })
  afterAll(() => {
    source.close()
    v4.close()
    unix.close()
    rmSync(calls)
  })
  const connected = (...words: readonly (string | number)[]) => observe(source, calls, words.map(String)).of('connect')

  test('IPv4 has both ends and is connected', () => {
    const [event] = connected('v4', port)
    expect(event).toMatchObject({
      result: 0n,
      kind: '4'.charCodeAt(0),
      family: 2,
      l4_protocol: 6,
      fd_flags: descriptorFlags.CONNECTED | descriptorFlags.NAME_CHANGED,
      local_address: loopback4,
      remote_address: loopback4,
      remote_port: port,
    })
    expect(event?.local_port).toBeGreaterThan(1023)
  })

  test('a refused connection has its error and the end that was asked for', () => {
    expect(connected('v4', closedPort)).toMatchObject([
      { result: refused, fd_flags: 0, remote_address: loopback4, remote_port: closedPort },
    ])
  })

  test('a connection that does not wait is in progress or done', () => {
    const [event] = connected('v4-busy', port)
    expect([0n, inProgress]).toContain(event?.result)
    expect(event).toMatchObject({
      remote_address: loopback4,
      remote_port: port,
      fd_flags: descriptorFlags.CONNECTED | descriptorFlags.NAME_CHANGED,
    })
  })

  test('UDP is told from TCP', () => {
    expect(connected('udp', 53)).toMatchObject([{ result: 0n, l4_protocol: 17, remote_port: 53 }])
  })

  test('IPv6 has both ends', () => {
    expect(connected('v6', closedPort)).toMatchObject([
      { result: refused, kind: '6'.charCodeAt(0), family: 10, remote_address: loopback6, remote_port: closedPort },
    ])
  })

  test('an IPv4 address asked for through IPv6 is IPv4', () => {
    expect(connected('v6-mapped', port)).toMatchObject([
      { result: 0n, kind: '4'.charCodeAt(0), remote_address: loopback4, remote_port: port },
    ])
  })

  test('a unix socket has its path', () => {
    expect(connected('unix', socketPath)).toMatchObject([
      { result: 0n, kind: 'u'.charCodeAt(0), family: 1, l4_protocol: 0, name_raw: socketPath },
    ])
  })

  test('an abstract unix socket has its name', () => {
    expect(connected('abstract', 'eyas-nobody')).toMatchObject([{ result: refused, name_raw: 'eyas-nobody' }])
  })

  test.runIf(process.arch === 'x64')('a 32-bit connect is marked', () => {
    expect(connected('connect-32', closedPort)).toMatchObject([
      { result: refused, flags: recordFlags.IA32, remote_address: loopback4, remote_port: closedPort },
    ])
  })
})
