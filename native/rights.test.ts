import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { bitsOf, namesOf, parseRights } from './rights.ts'
import { whyNotLive } from './testing/live.ts'

const obstacle = await whyNotLive()
const module = JSON.stringify(fileURLToPath(new URL('./rights.ts', import.meta.url)))
const kept = bitsOf(['CAP_BPF', 'CAP_PERFMON'])

/** Runs a program that does `work` and prints a status; returns the rights in it. */
const rightsAfter = (work: string, before: readonly string[] = []) => {
  const program = `const rights = await import(${module}); const { readFileSync } = await import('node:fs');
    const { execFileSync } = await import('node:child_process'); ${work}`
  const words = [...before, process.execPath, '--disable-warning=ExperimentalWarning', '-e', program]
  const { stdout, stderr } = spawnSync(words[0] ?? '', words.slice(1), { encoding: 'utf8' })
  expect(stderr).toBe('')
  return parseRights(stdout)
}
const own = `console.log(readFileSync('/proc/thread-self/status', 'utf8'))`
const child = `console.log(execFileSync('cat', ['/proc/self/status'], { encoding: 'utf8' }))`
const confine = `rights.confine(['CAP_BPF', 'CAP_PERFMON']);`

test('a status without a word of capabilities is one without any', () => {
  expect(parseRights('Name:\tx\n')).toEqual({
    inheritable: 0n,
    permitted: 0n,
    effective: 0n,
    bounding: 0n,
    ambient: 0n,
    noNewPrivileges: false,
  })
})

test('names and bits are the same', () => {
  expect(namesOf(bitsOf(['CAP_BPF', 'CAP_SYS_PTRACE']))).toEqual(['CAP_SYS_PTRACE', 'CAP_BPF'])
  expect(bitsOf(['CAP_SYS_ADMIN'])).toBe(1n << 21n)
})

describe.skipIf(obstacle)(`rights${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  const all = { inheritable: kept, permitted: kept, effective: kept, ambient: kept, noNewPrivileges: true }

  test.each([
    { name: 'a confined thread has what it keeps', work: `${confine} ${own}`, expected: { ...all, bounding: kept } },
    {
      name: 'so has what it executes, although root runs it',
      work: `${confine} ${child}`,
      expected: { ...all, bounding: kept },
    },
    {
      name: 'children that are to have nothing have nothing',
      work: `${confine} rights.confineChildren([]); ${child}`,
      expected: { inheritable: 0n, permitted: 0n, effective: 0n, ambient: 0n, bounding: kept },
    },
    {
      name: 'and leave their parent what it has',
      work: `${confine} rights.confineChildren([]); ${own}`,
      expected: { permitted: kept, effective: kept, ambient: 0n },
    },
    {
      name: 'who may not change the bounding set gets nothing back either',
      before: ['setpriv', '--bounding-set=-setpcap'],
      work: `${confine} ${child}`,
      expected: all,
    },
    {
      name: 'what was not there does not come by keeping it',
      before: ['setpriv', '--bounding-set=-bpf'],
      work: `${confine} ${own}`,
      expected: { permitted: bitsOf(['CAP_PERFMON']), bounding: bitsOf(['CAP_PERFMON']) },
    },
  ])('$name', ({ work, before, expected }) => {
    expect(rightsAfter(work, before)).toMatchObject(expected)
  })
})
