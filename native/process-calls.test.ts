import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callEvents } from '#schema/call-events'
import { openFlags } from '#schema/record'
import type { Source } from './index.ts'
import { callNumbers } from './syscall-numbers.ts'
import { type CallCase, EINVAL, ENOENT, EPERM, ESRCH } from './testing/call-cases.ts'
import { attachedSource, callWords, compileCalls, observe, whyNotLive } from './testing/live.ts'

const obstacle = await whyNotLive()
/** E2BIG: a program of no instructions is one of too many. */
const tooBig = -7n
/** Beyond the highest pid that Linux gives. */
const nobody = 4_194_305
const ids = [
  { type: 'setuid', given: [1], expected: { arg0: 1n } },
  { type: 'setgid', given: [1], expected: { arg0: 1n } },
  { type: 'setreuid', given: [-1, 33], expected: { arg0: -1n, arg1: 33n } },
  { type: 'setregid', given: [33, -1], expected: { arg0: 33n, arg1: -1n } },
  { type: 'setresuid', given: [1, 2, 3], expected: { arg0: 1n, arg1: 2n, arg2: 3n } },
  { type: 'setresgid', given: [1, 2, 3], expected: { arg0: 1n, arg1: 2n, arg2: 3n } },
]

const rows: readonly CallCase[] = [
  ...ids.map(({ type, given, expected }) => ({
    name: `${type} has its ids`,
    calls: [[type, ...given]] as const,
    type,
    expected: { result: 0n, ...expected },
  })),
  ...ids.map(({ type, given, expected }) => ({
    name: `${type} without the right to it fails`,
    calls: [
      ['setresgid', 7, 7, 7],
      ['setresuid', 7, 7, 7],
      [type, ...given],
    ] as const,
    type,
    expected: { result: EPERM, ...expected },
  })),
  {
    name: 'who has changed its ids acts under the new ones',
    calls: [
      ['setresgid', 5, 6, 6],
      ['setresuid', 5, 6, 6],
      ['setuid', 0],
    ],
    type: 'setuid',
    expected: { result: EPERM, uid: 6, gid: 6, arg0: 0n },
  },
  {
    name: 'ptrace has its request and process',
    calls: [['ptrace', 16, nobody, 0x10, 0x20]],
    type: 'ptrace',
    expected: { result: ESRCH, arg0: 16n, arg1: BigInt(nobody), arg2: 0x10n, arg3: 0x20n },
  },
  {
    name: 'ptrace can be asked for',
    calls: [['ptrace', 0, 0, 0, 0]],
    type: 'ptrace',
    expected: { result: 0n, arg0: 0n },
  },
  {
    name: 'setpgid has its process and group',
    calls: [['setpgid', 0, 0]],
    type: 'setpgid',
    expected: { result: 0n, arg0: 0n, arg1: 0n },
  },
  {
    name: 'setpgid of nobody fails',
    calls: [['setpgid', nobody, 7]],
    type: 'setpgid',
    expected: { result: ESRCH, arg0: BigInt(nobody), arg1: 7n },
  },
  {
    name: 'setsid of the leader of a group fails',
    calls: [['setpgid', 0, 0], ['setsid']],
    type: 'setsid',
    expected: { result: EPERM },
  },
  {
    name: 'unshare has its flags',
    calls: [['unshare', 0x4000000]],
    type: 'unshare',
    expected: { result: 0n, arg0: 0x4000000n },
  },
  {
    name: 'unshare of something unknown fails',
    calls: [['unshare', 0x1]],
    type: 'unshare',
    expected: { result: EINVAL, arg0: 1n },
  },
  {
    name: 'capset has the capabilities as they are after it',
    calls: [['capset', 'hex:2205082000000000', 'hex:010000000100000002000000000000000000000000000000']],
    type: 'capset',
    expected: { result: 0n, arg3: 2n, arg4: 1n, arg5: 1n },
  },
  {
    name: 'capset of an unknown version fails and changes nothing',
    calls: [['capset', 'hex:0000000000000000', '&24']],
    type: 'capset',
    expected: { result: EINVAL, arg3: 0n },
  },
  {
    name: 'prctl has the name that was set',
    calls: [['prctl', 15, 'disguised']],
    type: 'prctl',
    expected: { result: 0n, arg0: 15n, text: 'disguised', arg1: 0n },
  },
  {
    name: 'prctl has its option and number',
    calls: [['prctl', 23, 500]],
    type: 'prctl',
    expected: { result: EINVAL, arg0: 23n, arg1: 500n, text: undefined },
  },
  {
    name: 'kill has its process and signal',
    calls: [['kill', nobody, 9]],
    type: 'kill',
    expected: { result: ESRCH, arg0: BigInt(nobody), arg1: 9n },
  },
  {
    name: 'kill of a group is negative',
    calls: [['kill', -nobody, 0]],
    type: 'kill',
    expected: { arg0: BigInt(-nobody) },
  },
  {
    name: 'tkill has its thread and signal',
    calls: [['tkill', process.pid, 0]],
    type: 'tkill',
    expected: { result: 0n, arg0: BigInt(process.pid), arg1: 0n },
  },
  {
    name: 'tgkill has its process, thread and signal',
    calls: [['tgkill', process.pid, nobody, 10]],
    type: 'tgkill',
    expected: { result: ESRCH, arg0: BigInt(process.pid), arg1: BigInt(nobody), arg2: 10n },
  },
  {
    name: 'process_vm_readv has its process',
    calls: [['process_vm_readv', nobody, '&16', 1, '&16', 1, 0]],
    type: 'process_vm_readv',
    expected: { arg0: BigInt(nobody) },
  },
  {
    name: 'process_vm_writev has its process',
    calls: [['process_vm_writev', nobody, '&16', 1, '&16', 1, 0]],
    type: 'process_vm_writev',
    expected: { arg0: BigInt(nobody) },
  },
  {
    name: 'bpf has its command',
    calls: [['bpf', 5, '&128', 128]],
    type: 'bpf',
    expected: { result: tooBig, arg0: 5n },
  },
  {
    name: 'init_module has its image, its length and its arguments',
    calls: [['init_module', 'no module', 9, 'debug=1']],
    type: 'init_module',
    expected: { arg1: 9n, text: 'debug=1', data: 'no module' },
  },
  {
    name: 'delete_module has its name and flags',
    calls: [['delete_module', 'nothing', 0o4000]],
    type: 'delete_module',
    expected: { text: 'nothing', arg1: 0o4000n },
  },
  {
    name: 'userfaultfd has its flags',
    calls: [['userfaultfd', 0o2000000]],
    type: 'userfaultfd',
    expected: { open_flags: openFlags.O_CLOEXEC },
  },
  {
    name: 'io_uring_setup that fails has what it was given',
    calls: [['io_uring_setup', 0, '&128']],
    type: 'io_uring_setup',
    expected: { arg0: 0n, arg1: 0n },
  },
  {
    name: 'keyctl has its operation and arguments',
    calls: [['keyctl', 3, 123456, 7]],
    type: 'keyctl',
    expected: { arg0: 3n, arg1: 123456n, arg2: 7n },
  },
  {
    name: 'execve that fails has what was asked for',
    calls: [['execve', '/no/such/program', 'argv:asked', 0]],
    type: 'execve',
    expected: { result: ENOENT, file_name: '/no/such/program', exe: 'asked', args: ['second'] },
  },
  {
    name: 'execveat that fails has what was asked for',
    calls: [['execveat', -100, '/proc', 'argv:asked', 0, 0]],
    type: 'execveat',
    expected: { result: -13n, file_name: '/proc', exe: 'asked', args: ['second'] },
  },
]

describe.skipIf(obstacle)(`calls of processes${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  let source: Source
  let program: string
  beforeAll(() => {
    program = compileCalls('make-calls')
    source = attachedSource({ eventTypes: ['execve', 'execveat', ...callEvents.map(({ name }) => name)] })
  })
  afterAll(() => {
    source.close()
    rmSync(program)
  })

  const isHere = ({ calls }: CallCase): boolean =>
    calls.every(([name]) => (callNumbers(process.arch).get(name)?.native.length ?? 0) > 0)

  test.each(rows.filter(isHere))('$name', ({ calls, type, expected }) => {
    expect(observe(source, program, callWords(calls)).of(type).at(-1)).toMatchObject(expected)
  })

  test('an exec that fails changes nothing of the process, and one that succeeds is told once', () => {
    const { of } = observe(source, program, callWords([['execve', '/nothing', 'argv:x', 0], ['setsid']]))
    expect(of('execve').map(({ result }) => result)).toEqual([0n, ENOENT])
    expect(of('execve')[1]).toMatchObject({ process_pid: of('execve')[0]?.process_pid, exe_path: program })
  })

  test('execs that fail are not told if nobody wants them', () => {
    const quiet = attachedSource({ eventTypes: ['execve', 'setsid'], failedExecs: false })
    const { records } = observe(quiet, program, callWords([['execve', '/nothing', 'argv:x', 0], ['setsid']]))
    quiet.close()
    expect(records.map(({ type }) => type)).toEqual(['clone', 'execve', 'setsid', 'procexit'])
  })
})
