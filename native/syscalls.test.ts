import { expect, test } from 'vitest'
import { eventTypeNamed } from '#schema/events'
import { interestTable } from './syscalls.ts'

const code = (name: string): number => eventTypeNamed(name)?.code ?? -1
const wantedOf = (table: Uint16Array): Record<number, number> =>
  Object.fromEntries([...table.entries()].filter(([, value]) => value !== 0))

test.each([
  { name: 'no events', types: [], architecture: 'x64', wanted: {} },
  { name: 'process events, which are no system calls', types: ['execve', 'clone'], architecture: 'x64', wanted: {} },
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
    wanted: { 42: code('connect'), 102: (code('connect') | 0x80) << 8, 362: code('connect') << 8 },
  },
  {
    name: 'a number that both know',
    types: ['openat2'],
    architecture: 'x64',
    wanted: { 437: code('openat2') | (code('openat2') << 8) },
  },
  {
    name: 'openat on arm64',
    types: ['openat'],
    architecture: 'arm64',
    wanted: { 56: code('openat'), 322: code('openat') << 8 },
  },
])('the table for $name', ({ types, architecture, wanted }) => {
  expect(wantedOf(interestTable(types, architecture))).toEqual(wanted)
})
