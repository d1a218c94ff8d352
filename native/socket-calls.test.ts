import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callEvents } from '#schema/call-events'
import { descriptorFlags, openFlags } from '#schema/record'
import type { Source } from './index.ts'
import { callNumbers } from './syscall-numbers.ts'
import { type CallCase, EBADF, EINVAL, kind } from './testing/call-cases.ts'
import { attachedSource, type Call, callWords, compileCalls, observe, whyNotLive } from './testing/live.ts'

const obstacle = await whyNotLive()
const loopback = '00000000000000000000ffff7f000001'
const anywhere = '00000000000000000000ffff00000000'
const { CONNECTED, NAME_CHANGED, SERVER } = descriptorFlags
const stream = 1
const datagram = 2
const socketPath = join(tmpdir(), `eyas-calls-${process.pid}.sock`)

const listening: readonly Call[] = [
  ['socket', 2, stream, 0],
  ['bind', '$0', 'in:127.0.0.1:0', 16],
  ['listen', '$0', 5],
]
const connected: readonly Call[] = [...listening, ['socket', 2, stream, 0], ['connect', '$3', 'in:127.0.0.1:@0', 16]]
const accepted: readonly Call[] = [...connected, ['accept4', '$0', 0, 0, 0o2000000]]
const bound: readonly Call[] = [
  ['socket', 2, datagram, 0],
  ['bind', '$0', 'in:127.0.0.1:0', 16],
  ['socket', 2, datagram, 0],
]
const sent: readonly Call[] = [...bound, ['sendto', '$2', 'hello', 5, 0, 'in:127.0.0.1:@0', 16]]

const rows: readonly CallCase[] = [
  {
    name: 'socket has its family, type, protocol and flags',
    calls: [['socket', 2, stream | 0o2000000, 6]],
    type: 'socket',
    expected: {
      result: 3n,
      fd: 3,
      arg0: 2n,
      arg1: BigInt(stream | 0o2000000),
      arg2: 6n,
      kind: kind('4'),
      l4_protocol: 6,
      open_flags: openFlags.O_CLOEXEC,
      fd_flags: 0,
    },
  },
  {
    name: 'a netlink socket is one',
    calls: [['socket', 16, 3, 0]],
    type: 'socket',
    expected: { result: 3n, kind: kind('n'), family: 16, l4_protocol: 0 },
  },
  {
    name: 'socket of no family makes nothing',
    calls: [['socket', 0, stream, 0]],
    type: 'socket',
    expected: { result: -97n, fd: -1, kind: 0 },
  },
  {
    name: 'bind has the own end that was asked for',
    calls: [
      ['socket', 2, stream, 0],
      ['bind', '$0', 'in:127.0.0.1:0', 16],
    ],
    type: 'bind',
    expected: {
      result: 0n,
      fd: 3,
      kind: kind('4'),
      local_address: loopback,
      local_port: 0,
      fd_flags: SERVER | NAME_CHANGED,
    },
  },
  {
    name: 'bind to an address of others fails',
    calls: [
      ['socket', 2, stream, 0],
      ['bind', '$0', 'in:192.0.2.1:8080', 16],
    ],
    type: 'bind',
    expected: { result: -99n, local_address: '00000000000000000000ffffc0000201', local_port: 8080, fd_flags: 0 },
  },
  {
    name: 'bind of a unix socket has its path',
    calls: [
      ['socket', 1, stream, 0],
      ['bind', '$0', `un:${socketPath}`, 110],
    ],
    type: 'bind',
    expected: { result: 0n, kind: kind('u'), name_raw: socketPath, fd_flags: NAME_CHANGED },
  },
  {
    name: 'listen has its end and the length of its queue',
    calls: listening,
    type: 'listen',
    expected: { result: 0n, fd: 3, arg1: 5n, local_address: loopback, remote_address: anywhere, fd_flags: SERVER },
  },
  {
    name: 'listen on no descriptor fails',
    calls: [['listen', 999, 1]],
    type: 'listen',
    expected: { result: EBADF, fd: 999, arg1: 1n, kind: 0 },
  },
  {
    name: 'accept4 has both ends of what it made, and its flags',
    calls: accepted,
    type: 'accept4',
    expected: {
      result: 5n,
      fd: 5,
      arg0: 3n,
      arg2: 0n,
      arg3: 0o2000000n,
      arg4: 5n,
      kind: kind('4'),
      local_address: loopback,
      remote_address: loopback,
      fd_flags: CONNECTED | NAME_CHANGED | SERVER,
    },
  },
  {
    name: 'accept of a socket that does not listen fails',
    calls: [
      ['socket', 2, stream, 0],
      ['accept', '$0', 0, 0],
    ],
    type: 'accept',
    expected: { result: EINVAL, fd: -1, kind: 0, fd_flags: 0 },
  },
  {
    name: 'accept of a unix socket has the path that it listens on',
    calls: [
      ['socket', 1, stream, 0],
      ['bind', '$0', `un:${socketPath}-2`, 110],
      ['listen', '$0', 1],
      ['socket', 1, stream, 0],
      ['connect', '$3', `un:${socketPath}-2`, 110],
      ['accept', '$0', 0, 0],
      ['unlink', `${socketPath}-2`],
    ],
    type: 'accept',
    expected: {
      result: 5n,
      fd: 5,
      kind: kind('u'),
      name_raw: `${socketPath}-2`,
      arg4: 1n,
      fd_flags: CONNECTED | NAME_CHANGED,
    },
  },
  {
    name: 'what the client of a unix socket sends has the path of the server',
    calls: [
      ['socket', 1, stream, 0],
      ['bind', '$0', `un:${socketPath}-3`, 110],
      ['listen', '$0', 1],
      ['socket', 1, stream, 0],
      ['connect', '$3', `un:${socketPath}-3`, 110],
      ['sendto', '$3', 'hello', 5, 0, 0, 0],
      ['unlink', `${socketPath}-3`],
    ],
    type: 'sendto',
    expected: { result: 5n, fd: 4, kind: kind('u'), name_raw: `${socketPath}-3`, data: 'hello' },
  },
  {
    name: 'what a connected socket sends has both ends and its first bytes',
    calls: [...accepted, ['sendto', '$3', 'GET / HTTP/1.1', 14, 0, 0, 0]],
    type: 'sendto',
    expected: { result: 14n, fd: 4, arg2: 14n, data: 'GET / HTTP/1.1', remote_address: loopback, fd_flags: CONNECTED },
  },
  {
    name: 'of a long text 80 bytes are kept',
    calls: [...accepted, ['sendto', '$3', 'x'.repeat(500), 500, 0, 0, 0]],
    type: 'sendto',
    expected: { result: 500n, arg2: 500n, data: 'x'.repeat(80) },
  },
  {
    name: 'what an unconnected socket sends has the end that was named',
    calls: sent,
    type: 'sendto',
    expected: { result: 5n, l4_protocol: 17, remote_address: loopback, data: 'hello', fd_flags: NAME_CHANGED },
  },
  {
    name: 'what cannot be sent has its end too',
    calls: [
      ['socket', 2, datagram, 0],
      ['sendto', '$0', 'hello', 5, 0, 'in:255.255.255.255:53', 16],
    ],
    type: 'sendto',
    expected: {
      result: -13n,
      remote_port: 53,
      remote_address: '00000000000000000000ffffffffffff',
      data: 'hello',
      fd_flags: 0,
    },
  },
  {
    name: 'recvfrom has the end that sent and the bytes that came',
    calls: [...sent, ['recvfrom', '$0', '&100', 100, 0, '&16', 'len:16']],
    type: 'recvfrom',
    expected: {
      result: 5n,
      fd: 3,
      arg2: 100n,
      data: 'hello',
      remote_address: loopback,
      fd_flags: NAME_CHANGED | SERVER,
    },
  },
  {
    name: 'recvfrom of nothing has no bytes',
    calls: [...bound, ['recvfrom', '$0', '&100', 100, 0x40, '&16', 'len:16']],
    type: 'recvfrom',
    expected: { result: -11n, data: undefined, fd_flags: 0 },
  },
  {
    name: 'sendmsg has the end of its header and the bytes of its first vector',
    calls: [...bound, ['sendmsg', '$2', 'msg:gather>127.0.0.1:@0', 0]],
    type: 'sendmsg',
    expected: { result: 6n, arg2: 6n, data: 'gather', remote_address: loopback, fd_flags: NAME_CHANGED },
  },
  {
    name: 'recvmsg has the end that sent',
    calls: [...sent, ['recvmsg', '$0', 'msg:some room>0.0.0.0:0', 0]],
    type: 'recvmsg',
    expected: { result: 5n, arg2: 5n, data: 'hello', remote_address: loopback, fd_flags: NAME_CHANGED | SERVER },
  },
  {
    name: 'sendmmsg has its first message',
    calls: [...bound, ['sendmmsg', '$2', 'msg:first>127.0.0.1:@0', 1, 0]],
    type: 'sendmmsg',
    expected: { result: 1n, remote_address: loopback },
  },
  {
    name: 'recvmmsg of nothing fails',
    calls: [...bound, ['recvmmsg', '$0', '&64', 1, 0x40, 0]],
    type: 'recvmmsg',
    expected: { result: -11n, fd: 3, kind: kind('4'), l4_protocol: 17 },
  },
  {
    name: 'socketpair has both descriptors and its family',
    calls: [['socketpair', 1, stream, 0, '&8']],
    type: 'socketpair',
    expected: { result: 0n, arg0: 1n, arg1: 1n, arg3: 3n, fd: 4, kind: kind('u') },
  },
  {
    name: 'socketpair of no family makes nothing',
    calls: [['socketpair', 2, stream, 0, '&8']],
    type: 'socketpair',
    expected: { result: -95n, fd: -1, arg3: 0n },
  },
]

describe.skipIf(obstacle)(`calls on sockets${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  let source: Source
  let program: string
  beforeAll(() => {
    program = compileCalls('make-calls')
    source = attachedSource({ eventTypes: ['connect', ...callEvents.map(({ name }) => name)] })
  })
  afterAll(() => {
    source.close()
    rmSync(program)
    rmSync(socketPath)
  })

  const isHere = ({ calls }: CallCase): boolean =>
    calls.every(([name]) => (callNumbers(process.arch).get(name)?.native.length ?? 0) > 0)

  test.each(rows.filter(isHere))('$name', ({ calls, type, expected }) => {
    expect(observe(source, program, callWords(calls)).of(type).at(-1)).toMatchObject(expected)
  })
})
