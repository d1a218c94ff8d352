import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callEvents } from '#schema/call-events'
import { openFlags } from '#schema/record'
import type { Source } from './index.ts'
import { callNumbers } from './syscall-numbers.ts'
import { type CallCase, EBADF, EINVAL, kind } from './testing/call-cases.ts'
import { attachedSource, type Call, callWords, compileCalls, observe, whyNotLive } from './testing/live.ts'

const obstacle = await whyNotLive()
const here = -100
const folder = mkdtempSync(join(tmpdir(), 'eyas-'))
const file = join(folder, 'file')
const opened: Call = ['openat', here, 'file', 0]
const closeOnExec = 0o2000000
const nonBlocking = 0o4000

const rows: readonly CallCase[] = [
  {
    name: 'dup has the new descriptor and the file of both',
    calls: [opened, ['dup', '$0']],
    type: 'dup',
    expected: { result: 4n, fd: 4, arg0: 3n, kind: kind('f'), path: file, resolved: file },
  },
  {
    name: 'dup of nothing has the descriptor that was asked for',
    calls: [['dup', 999]],
    type: 'dup',
    expected: { result: EBADF, fd: 999, arg0: 999n, kind: 0, path: undefined },
  },
  {
    name: 'dup2 has both descriptors',
    calls: [opened, ['dup2', '$0', 0]],
    type: 'dup2',
    expected: { result: 0n, fd: 0, arg0: 3n, arg1: 0n, path: file },
  },
  {
    name: 'dup3 has its flags',
    calls: [opened, ['dup3', '$0', 20, closeOnExec]],
    type: 'dup3',
    expected: { result: 20n, fd: 20, arg1: 20n, open_flags: openFlags.O_CLOEXEC, path: file },
  },
  {
    name: 'a descriptor of a socket that becomes a standard one is a socket',
    calls: [
      ['socket', 2, 1, 0],
      ['dup2', '$0', 1],
    ],
    type: 'dup2',
    expected: { result: 1n, fd: 1, kind: kind('4'), l4_protocol: 6, family: 2 },
  },
  {
    name: 'fcntl has its command and argument',
    calls: [opened, ['fcntl', '$0', 2, 1]],
    type: 'fcntl',
    expected: { result: 0n, fd: 3, arg0: 3n, arg1: 2n, arg2: 1n, path: file },
  },
  {
    name: 'fcntl that doubles a descriptor has the new one',
    calls: [opened, ['fcntl', '$0', 1030, 10]],
    type: 'fcntl',
    expected: { result: 10n, fd: 10, arg0: 3n, arg1: 1030n, path: file },
  },
  {
    name: 'pipe has both descriptors and no name',
    calls: [['pipe', '&8']],
    type: 'pipe',
    expected: { result: 0n, arg3: 3n, fd: 4, kind: kind('p'), path: undefined },
  },
  {
    name: 'pipe2 has its flags',
    calls: [['pipe2', '&8', closeOnExec | nonBlocking]],
    type: 'pipe2',
    expected: { result: 0n, arg3: 3n, fd: 4, open_flags: openFlags.O_CLOEXEC | openFlags.O_NONBLOCK },
  },
  {
    name: 'pipe2 with unknown flags makes nothing',
    calls: [['pipe2', '&8', 7]],
    type: 'pipe2',
    expected: { result: EINVAL, fd: -1, arg3: 0n, kind: 0 },
  },
  {
    name: 'eventfd has its first value',
    calls: [['eventfd', 3]],
    type: 'eventfd',
    expected: { result: 3n, fd: 3, arg0: 3n, kind: kind('e') },
  },
  {
    name: 'eventfd2 has its flags',
    calls: [['eventfd2', 7, nonBlocking]],
    type: 'eventfd2',
    expected: { result: 3n, fd: 3, arg0: 7n, kind: kind('e'), open_flags: openFlags.O_NONBLOCK },
  },
  {
    name: 'memfd_create has its name, and so has its descriptor',
    calls: [['memfd_create', 'kthread', 1]],
    type: 'memfd_create',
    expected: {
      result: 3n,
      fd: 3,
      text: 'kthread',
      arg1: 1n,
      kind: kind('m'),
      path: 'kthread',
      resolved: 'memfd:kthread',
    },
  },
  {
    name: 'memfd_create with unknown flags makes nothing',
    calls: [['memfd_create', 'x', 0x8000]],
    type: 'memfd_create',
    expected: { result: EINVAL, fd: -1, text: 'x' },
  },
  {
    name: 'pidfd_open has its process',
    calls: [['pidfd_open', process.pid, 0]],
    type: 'pidfd_open',
    expected: { result: 3n, fd: 3, arg0: BigInt(process.pid), kind: kind('P') },
  },
  {
    name: 'pidfd_getfd has both descriptors',
    calls: [['pidfd_getfd', 12345, 1, 0]],
    type: 'pidfd_getfd',
    expected: { result: EBADF, fd: -1, arg0: 12345n, arg1: 1n },
  },
  {
    name: 'setns has its descriptor and kind of namespace',
    calls: [
      ['openat', here, '/proc/self/ns/uts', 0],
      ['setns', '$0', 0x4000000],
    ],
    type: 'setns',
    expected: { result: 0n, fd: 3, arg1: 0x4000000n },
  },
  {
    name: 'setns of a file fails',
    calls: [opened, ['setns', '$0', 0]],
    type: 'setns',
    expected: { result: EINVAL, fd: 3, path: file },
  },
  {
    name: 'finit_module has its file and arguments',
    calls: [opened, ['finit_module', '$0', 'debug=1', 2]],
    type: 'finit_module',
    expected: { fd: 3, path: file, text: 'debug=1', arg2: 2n },
  },
]

describe.skipIf(obstacle)(`calls on descriptors${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  let source: Source
  let program: string
  beforeAll(() => {
    writeFileSync(file, 'text')
    program = compileCalls('make-calls')
    source = attachedSource({ eventTypes: ['openat', ...callEvents.map(({ name }) => name)] })
  })
  afterAll(() => {
    source.close()
    rmSync(folder, { recursive: true })
    rmSync(program)
  })

  const isHere = ({ calls }: CallCase): boolean =>
    calls.every(([name]) => (callNumbers(process.arch).get(name)?.native.length ?? 0) > 0)

  test.each(rows.filter(isHere))('$name', ({ calls, type, expected }) => {
    expect(observe(source, program, callWords(calls), folder).of(type).at(-1)).toMatchObject(expected)
  })
})
