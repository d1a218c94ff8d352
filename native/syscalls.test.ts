import { expect, test } from 'vitest'
import { eventTypeNamed, eventTypes } from '#schema/events'
import { callNumbers } from './syscall-numbers.ts'
import { interestTable, isSyscallEvent, isToldAtStart, syscallPrograms } from './syscalls.ts'

const code = (name: string): number => eventTypeNamed(name)?.code ?? -1
const wantedOf = (table: Uint16Array): Record<number, number> =>
  Object.fromEntries([...table.entries()].filter(([, value]) => value !== 0))

test.each([
  { name: 'no events', types: [], architecture: 'x64', wanted: {} },
  { name: 'process events, which are no system calls', types: ['clone', 'procexit'], architecture: 'x64', wanted: {} },
  {
    name: 'exec, which is a system call as far as it fails',
    types: ['execve'],
    architecture: 'arm64',
    wanted: { 11: code('execve') << 8, 221: code('execve') },
  },
  {
    name: 'a call with two 32-bit numbers',
    types: ['setuid'],
    architecture: 'x64',
    wanted: { 23: code('setuid') << 8, 105: code('setuid'), 213: code('setuid') << 8 },
  },
  { name: 'an architecture that is not known', types: ['open'], architecture: 's390x', wanted: {} },
  {
    name: 'open on x86_64, where number 5 is a 32-bit open and a 64-bit fstat',
    types: ['open'],
    architecture: 'x64',
    wanted: { 2: code('open'), 5: code('open') << 8 },
  },
  {
    name: 'connect on x86_64, with the old call for all of sockets',
    types: ['connect'],
    architecture: 'x64',
    wanted: {
      42: code('connect'),
      102: 0x80 << 8,
      362: code('connect') << 8,
      [512 + 3]: code('connect') << 8,
      [512 + 32 + 16]: code('connect'),
    },
  },
  {
    name: 'a number that both know',
    types: ['openat2'],
    architecture: 'x64',
    wanted: { 437: code('openat2') | (code('openat2') << 8), [512 + 32 + 28]: code('openat2') },
  },
  {
    name: 'openat on arm64 and by io_uring',
    types: ['openat'],
    architecture: 'arm64',
    wanted: { 56: code('openat'), 322: code('openat') << 8, [512 + 32 + 18]: code('openat') },
  },
])('the table for $name', ({ types, architecture, wanted }) => {
  expect(wantedOf(interestTable(types, architecture))).toEqual(wanted)
})

test.each(['x64', 'arm64'])('on %s no two events have the same number', (architecture) => {
  const numbers = [...callNumbers(architecture).values()]
  const native = numbers.flatMap((one) => one.native)
  const compat = numbers.flatMap((one) => one.compat)
  expect(new Set(native).size).toBe(native.length)
  expect(new Set(compat).size).toBe(compat.length)
  expect(Math.max(...native, ...compat)).toBeLessThan(512)
})

test('every event of a system call has a number and a program, and its code fits the table', () => {
  const programs = new Map(syscallPrograms)
  for (const { name, code } of eventTypes.filter(({ name }) => isSyscallEvent(name) && !isToldAtStart(name))) {
    expect(callNumbers('x64').get(name), name).toBeDefined()
    expect(programs.get(name), name).toMatch(/^eyas_/)
    expect(code).toBeLessThan(128)
  }
})
