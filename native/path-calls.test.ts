import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callEvents } from '#schema/call-events'
import { openFlags } from '#schema/record'
import type { Source } from './index.ts'
import { callNumbers } from './syscall-numbers.ts'
import { type CallCase, EBADF, EEXIST, EINVAL, ENOENT, kind } from './testing/call-cases.ts'
import { attachedSource, callWords, compileCalls, observe, whyNotLive } from './testing/live.ts'

const obstacle = await whyNotLive()
const here = -100
const folder = mkdtempSync(join(tmpdir(), 'eyas-'))
const inside = (name: string): string => join(folder, name)
const create = 0o100
const directory = 0o200000

const rows: readonly CallCase[] = [
  {
    name: 'symlink has its target first and its own path second',
    calls: [['symlink', '../target', 'a-link']],
    type: 'symlink',
    expected: { result: 0n, name_raw: '../target', second_raw: 'a-link', second_base: folder, fd: -1 },
  },
  {
    name: 'symlinkat has the directory of its own path',
    calls: [
      ['openat', here, folder, directory],
      ['symlinkat', '/etc/shadow', '$0', 'b-link'],
    ],
    type: 'symlinkat',
    expected: { result: 0n, name_raw: '/etc/shadow', base: undefined, second_raw: 'b-link', second_base: folder },
  },
  {
    name: 'a symlink over a file that is there fails',
    calls: [['symlinkat', '/x', here, inside('file')]],
    type: 'symlinkat',
    expected: { result: EEXIST, second_raw: inside('file'), second_base: undefined, second_dirfd: here },
  },
  {
    name: 'link has the old path first and the new one second',
    calls: [['link', 'file', inside('hard')]],
    type: 'link',
    expected: { result: 0n, name_raw: 'file', base: folder, second_raw: inside('hard'), second_base: undefined },
  },
  {
    name: 'linkat has both directories and its flags',
    calls: [['linkat', here, '/no/such', here, 'new', 0x400]],
    type: 'linkat',
    expected: {
      result: ENOENT,
      name_raw: '/no/such',
      dirfd: here,
      second_raw: 'new',
      second_base: folder,
      arg4: 0x400n,
    },
  },
  {
    name: 'rename has both paths',
    calls: [
      ['mkdir', 'old', 0o755],
      ['rename', 'old', 'deep/new'],
    ],
    type: 'rename',
    expected: { result: 0n, name_raw: 'old', base: folder, second_raw: 'deep/new', second_base: folder },
  },
  {
    name: 'renameat has both directories',
    calls: [
      ['openat', here, inside('deep'), directory],
      ['renameat', '$0', 'nothing', 12345, 'else'],
    ],
    type: 'renameat',
    expected: { result: EBADF, base: inside('deep'), second_dirfd: 12345, second_raw: 'else', second_base: undefined },
  },
  {
    name: 'renameat2 has its flags',
    calls: [['renameat2', here, 'file', here, 'file', 1]],
    type: 'renameat2',
    expected: { result: EEXIST, name_raw: 'file', second_raw: 'file', arg4: 1n },
  },
  {
    name: 'unlink has its path',
    calls: [['unlink', inside('nothing')]],
    type: 'unlink',
    expected: { result: ENOENT, name_raw: inside('nothing'), base: undefined },
  },
  {
    name: 'unlinkat has its directory and flags',
    calls: [
      ['mkdirat', here, 'gone', 0o700],
      ['unlinkat', here, 'gone', 0x200],
    ],
    type: 'unlinkat',
    expected: { result: 0n, name_raw: 'gone', base: folder, arg2: 0x200n },
  },
  {
    name: 'rmdir has its path',
    calls: [['rmdir', 'deep/no']],
    type: 'rmdir',
    expected: { result: ENOENT, name_raw: 'deep/no' },
  },
  {
    name: 'mkdir has its mode',
    calls: [['mkdir', 'made', 0o751]],
    type: 'mkdir',
    expected: { result: 0n, name_raw: 'made', base: folder, arg1: 0o751n },
  },
  {
    name: 'mkdirat has its mode',
    calls: [['mkdirat', here, folder, 0o777]],
    type: 'mkdirat',
    expected: { result: EEXIST, name_raw: folder, dirfd: here, arg2: 0o777n },
  },
  {
    name: 'chmod has its mode',
    calls: [['chmod', 'file', 0o4755]],
    type: 'chmod',
    expected: { result: 0n, name_raw: 'file', base: folder, arg1: 0o4755n },
  },
  {
    name: 'fchmod has its descriptor, and with it the path',
    calls: [
      ['openat', here, 'file', 0],
      ['fchmod', '$0', 0o600],
    ],
    type: 'fchmod',
    expected: { result: 0n, fd: 3, kind: kind('f'), path: inside('file'), arg1: 0o600n },
  },
  {
    name: 'fchmodat has its directory and mode',
    calls: [['fchmodat', here, '/no/such', 0o644]],
    type: 'fchmodat',
    expected: { result: ENOENT, name_raw: '/no/such', arg2: 0o644n },
  },
  {
    name: 'fchmodat2 has its flags',
    calls: [['fchmodat2', here, 'file', 0o600, 0x100]],
    type: 'fchmodat2',
    expected: { name_raw: 'file', base: folder, arg2: 0o600n, arg3: 0x100n },
  },
  {
    name: 'chown has its ids, and -1 for none',
    calls: [['chown', 'file', 0, -1]],
    type: 'chown',
    expected: { result: 0n, name_raw: 'file', arg1: 0n, arg2: -1n },
  },
  {
    name: 'lchown has its ids',
    calls: [['lchown', 'nothing', 33, 34]],
    type: 'lchown',
    expected: { result: ENOENT, arg1: 33n, arg2: 34n },
  },
  {
    name: 'fchown of no descriptor has no file',
    calls: [['fchown', 999, 1, 2]],
    type: 'fchown',
    expected: { result: EBADF, fd: 999, kind: 0, path: undefined, arg1: 1n, arg2: 2n },
  },
  {
    name: 'fchownat has its directory, ids and flags',
    calls: [['fchownat', here, 'file', 0, 0, 0x100]],
    type: 'fchownat',
    expected: { result: 0n, name_raw: 'file', dirfd: here, arg2: 0n, arg3: 0n, arg4: 0x100n },
  },
  {
    name: 'mknod has its mode',
    calls: [['mknod', 'fifo', 0o10600, 0]],
    type: 'mknod',
    expected: { result: 0n, name_raw: 'fifo', arg1: 0o10600n },
  },
  {
    name: 'mknodat has its mode and device',
    calls: [['mknodat', here, folder, 0o20600, 0x103]],
    type: 'mknodat',
    expected: { result: EEXIST, arg2: 0o20600n, arg3: 0x103n },
  },
  {
    name: 'chdir has its path and where it led, for what it started from is gone',
    calls: [['chdir', 'deep']],
    type: 'chdir',
    expected: { result: 0n, name_raw: 'deep', base: undefined, resolved: inside('deep') },
  },
  {
    name: 'chdir that fails has what it started from',
    calls: [['chdir', 'nothing']],
    type: 'chdir',
    expected: { result: ENOENT, name_raw: 'nothing', base: folder, resolved: undefined },
  },
  {
    name: 'fchdir has the path of its descriptor',
    calls: [
      ['openat', here, 'deep', directory],
      ['fchdir', '$0'],
    ],
    type: 'fchdir',
    expected: { result: 0n, fd: 3, kind: kind('d'), path: inside('deep') },
  },
  {
    name: 'chroot has its path',
    calls: [['chroot', '/no/such']],
    type: 'chroot',
    expected: { result: ENOENT, name_raw: '/no/such' },
  },
  {
    name: 'mount has its source, place, type and flags',
    calls: [
      ['unshare', 0x20000],
      ['mount', 'none', '/.', '', 0x44000],
      ['mount', 'tmpfs', 'deep', 'tmpfs', 6],
    ],
    type: 'mount',
    expected: { result: 0n, name_raw: 'tmpfs', second_raw: 'deep', second_base: folder, text: 'tmpfs', arg3: 6n },
  },
  {
    name: 'umount2 has its path and flags',
    calls: [['umount2', inside('deep'), 2]],
    type: 'umount2',
    expected: { result: EINVAL, name_raw: inside('deep'), arg1: 2n },
  },
  {
    name: 'pivot_root has both paths',
    calls: [['pivot_root', '/no/new', '/no/old']],
    type: 'pivot_root',
    expected: { result: ENOENT, name_raw: '/no/new', second_raw: '/no/old' },
  },
  {
    name: 'open_by_handle_at has the descriptor of its mount and its flags',
    calls: [['open_by_handle_at', 12345, 'hex:0800000001000000000000000000000000', 0o2000000]],
    type: 'open_by_handle_at',
    expected: { result: EBADF, fd: -1, arg0: 12345n, open_flags: openFlags.O_RDONLY | openFlags.O_CLOEXEC },
  },
  {
    name: 'close has its descriptor and what was behind it',
    calls: [
      ['openat', here, 'closing', create, 0o600],
      ['close', '$0'],
    ],
    type: 'close',
    expected: { result: 0n, fd: 3, kind: kind('f'), path: `${folder}/closing` },
  },
  {
    name: 'close of no descriptor fails',
    calls: [['close', 12345]],
    type: 'close',
    expected: { result: EBADF, fd: 12345, kind: 0 },
  },
]

describe.skipIf(obstacle)(`calls on paths${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  let source: Source
  let program: string
  beforeAll(() => {
    mkdirSync(inside('deep'))
    writeFileSync(inside('file'), 'text')
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

  test('what was made was made', () => {
    expect(existsSync(inside('made'))).toBe(true)
  })
})
