import { expect, test } from 'vitest'
import { cgroupPath, parseStat, readProcProcess } from './proc-process.ts'

const fields = (start: number): string => `S 7 8 9 34816 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 ${start} 100 200`

test.each([
  { name: 'a plain name', comm: 'cat' },
  { name: 'spaces and parentheses', comm: 'a) S 1 (b' },
])('stat is parsed with $name', ({ comm }) => {
  expect(parseStat(`42 (${comm}) ${fields(123)}`)).toEqual({
    comm,
    parentPid: 7,
    groupId: 8,
    sessionId: 9,
    tty: 34816,
    startNs: 1_230_000_000n,
  })
})

test.each([
  { name: 'v2', text: '0::/system.slice/docker-abc.scope\n', path: '/system.slice/docker-abc.scope' },
  { name: 'v1', text: '4:memory:/docker/abc\n3:pids:/docker/abc\n0::/\n', path: '/docker/abc' },
  { name: 'v1 with memory at its root', text: '4:memory:/\n3:pids:/docker/abc\n0::/\n', path: '/docker/abc' },
  { name: 'joined controllers', text: '2:cpu,cpuacct:/x\n0::/\n', path: '/x' },
  { name: 'both, containers only in the unified one', text: '4:memory:/\n0::/kubepods/pod1\n', path: '/kubepods/pod1' },
  { name: 'a colon in the path', text: '0::/a:b\n', path: '/a:b' },
  { name: 'nothing', text: '', path: '/' },
])('the cgroup is found on $name', ({ text, path }) => {
  expect(cgroupPath(text)).toBe(path)
})

test('a process that is gone is undefined', () => {
  expect(readProcProcess(2 ** 22 + 1, false)).toBeUndefined()
})
