import { readFileSync, rmSync, statSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exeFlags } from '#schema/record'
import type { Source } from './index.ts'
import { cgroupPath } from './proc-process.ts'
import { attachedSource, compileCalls, drained, observe, whyNotLive } from './testing/live.ts'

const obstacle = await whyNotLive()
const sigabrt = 6

describe.skipIf(obstacle)(`processes${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  let source: Source
  let calls: string
  beforeAll(() => {
    source = attachedSource()
    calls = compileCalls()
  })
  afterAll(() => {
    source.close()
    rmSync(calls)
  })

  test('a child is told by clone, execve and procexit, in this order and with one identity', () => {
    const { pid, records, of } = observe(source, calls, [])
    expect(records.map(({ type }) => type)).toEqual(['clone', 'execve', 'procexit'])
    const [clone] = of('clone')
    const [exec] = of('execve')
    const [exit] = of('procexit')
    expect(clone).toMatchObject({ pid: process.pid, result: BigInt(pid), process_pid: pid, parent_pid: process.pid })
    expect(exec).toMatchObject({ pid, tid: pid, process_pid: pid, parent_pid: process.pid })
    expect(exec?.start_ns).toBe(clone?.process_start_ns)
    expect(exit?.start_ns).toBe(clone?.process_start_ns)
    expect(exec?.parent_start_ns).toBe(clone?.start_ns)
  })

  test('an exec has its image, arguments, directory and cgroup', () => {
    const { of } = observe(source, calls, ['exit', '0', '', 'two words'], '/usr')
    const stat = statSync(calls, { bigint: true })
    expect(of('execve')).toMatchObject([
      {
        comm: calls.slice(calls.lastIndexOf('/') + 1).slice(0, 15),
        exe: calls,
        exe_path: calls,
        file_name: calls,
        args: ['exit', '0', '', 'two words'],
        cwd: '/usr/',
        cgroup: cgroupPath(readFileSync('/proc/self/cgroup', 'utf8')),
        env: undefined,
        exe_inode: stat.ino,
        exe_ctime_ns: stat.ctimeNs,
        exe_mtime_ns: stat.mtimeNs,
        process_uid: process.geteuid?.(),
        flags: 0,
      },
    ])
  })

  test('an exec without arguments or environment says that it has none', () => {
    const curious = attachedSource({ wantEnv: true })
    const { of } = observe(curious, '/usr/bin/env', ['-i', calls])
    curious.close()
    expect(of('execve').at(-1)).toMatchObject({ exe: calls, args: [], env: [] })
    drained(source)
  })

  test('the root as working directory has one slash', () => {
    expect(observe(source, calls, [], '/').of('execve')).toMatchObject([{ cwd: '/' }])
  })

  test('a program in memory is told by execveat and marked', () => {
    expect(observe(source, calls, ['exec-memfd']).of('execveat')).toMatchObject([
      { exe: 'from-memory', args: ['first'], exe_path: 'memfd:hidden' },
    ])
    const [event] = observe(source, calls, ['exec-memfd']).of('execveat')
    expect(Number(event?.exe_flags) & exeFlags.EXE_FROM_MEMFD).toBe(exeFlags.EXE_FROM_MEMFD)
  })

  test('arguments beyond the bound are cut, and the record says so', () => {
    const [event] = observe(source, calls, ['exit', '0', 'x'.repeat(10_000)]).of('execve')
    const last = Array.isArray(event?.args) ? String(event.args.at(-1)) : ''
    expect(event?.flags).toBe(4)
    expect(last.length).toBeGreaterThan(4000)
    expect('x'.repeat(10_000).startsWith(last)).toBe(true)
  })

  test.each([
    { name: 'an exit with its status', words: ['exit', '7'], status: 7 << 8 },
    { name: 'a signal with its number', words: ['abort'], status: sigabrt },
  ])('procexit tells $name', ({ words, status }) => {
    const [event] = observe(source, calls, words).of('procexit')
    expect(Number(event?.status) & ~0x80).toBe(status)
  })

  test('the environment comes only if it is asked for', () => {
    const curious = attachedSource({ wantEnv: true })
    const { of } = observe(curious, calls, [])
    curious.close()
    expect(of('execve')[0]?.env).toContain(`PATH=${process.env.PATH}`)
    drained(source)
  })

  test('numbers rise by one from 1, and times do not fall', () => {
    const fresh = attachedSource()
    const { records } = observe(fresh, calls, ['turns', '/', '50'])
    fresh.close()
    const numbers = records.map(({ columns }) => Number(columns.number))
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    expect(new Set(numbers).size).toBe(numbers.length)
    const opens = records
      .filter(({ type }) => type === 'openat')
      .map(({ columns }) => BigInt(String(columns.timestamp_ns)))
    expect(opens).toEqual([...opens].sort((a, b) => (a < b ? -1 : 1)))
    expect(Math.abs(Number(opens[0]) / 1e6 - Date.now())).toBeLessThan(60_000)
  })
})
