/** How much the filter removes: single events by name, and the share of a stream as a quiet server has it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { openFlags } from '#schema/record'
import { loadRules } from '../load/load-rules.ts'
import { evaluateCondition } from '../oracle/evaluate.ts'
import { admits, type KernelEvent, processWordsOf } from './admits.ts'
import { type DerivedFilter, deriveFilter } from './derive-kernel-filter.ts'
import { Random } from './testing/random.ts'

const { O_RDONLY, O_RDWR, O_WRONLY, O_CREAT, O_TRUNC, O_CLOEXEC } = openFlags
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

interface Program {
  readonly name: string
  readonly path: string
  readonly isContained?: boolean
}

/** What the verdicts say of an ordinary process of that program: no arguments to speak of. */
function processOf({ filter, verdicts }: DerivedFilter, { name, path, isContained = false }: Program) {
  const texts: Readonly<Record<string, string>> = {
    'proc.name': name,
    'proc.exe': path,
    'proc.exepath': path,
    'proc.cmdline': name,
    'proc.args': '',
    'container.id': isContained ? '3f9a1c0e7b25' : 'host',
  }
  const words = processWordsOf(filter, (verdict) => {
    const condition = verdicts[verdict]
    return (
      condition === undefined ||
      evaluateCondition(condition, (field) => {
        const text = texts[field.name]
        return text === undefined ? (field.type === 'bool' ? false : undefined) : bytes(text)
      })
    )
  })
  return { loginUid: -1, isContained, words }
}

const shared = { uid: 1000, gid: 1000, fdFlags: 0, l4Protocol: 0, openFlags: 0, mode: 0, kind: 0 }

const open = (name: string, flags: number): KernelEvent => ({
  ...shared,
  type: 'openat',
  result: 3n,
  fd: 3,
  kind: 0x66,
  openFlags: flags,
  raw: bytes(name),
  asked: bytes(name),
  resolved: bytes(name),
})

const failedOpen = (name: string): KernelEvent => {
  const { resolved: _, ...rest } = open(name, O_RDONLY)
  return { ...rest, result: -2n, fd: -1, kind: 0 }
}

const server: Program = { name: 'appserver', path: '/usr/bin/appserver' }

const rows = [
  { name: 'a library read', event: open('/usr/lib/x86_64-linux-gnu/libc.so.6', O_RDONLY | O_CLOEXEC), passes: false },
  {
    name: 'a library read through a link out of /etc',
    event: { ...open('/etc/alternatives/x', O_RDONLY), resolved: bytes('/usr/lib/x.so') },
    passes: false,
  },
  { name: 'a library that is not there', event: failedOpen('/lib/x.so'), passes: false },
  { name: 'a log appended to', event: open('/var/lib/app/data.log', O_WRONLY), passes: false },
  { name: 'a file of /proc read', event: open('/proc/self/stat', O_RDONLY), passes: false },
  { name: 'a file of shadow passwords read', event: open('/etc/shadow', O_RDONLY), passes: true },
  {
    name: 'shadow passwords read by a link',
    event: { ...open('/tmp/link', O_RDONLY), resolved: bytes('/etc/shadow') },
    passes: true,
  },
  { name: 'a program replaced', event: open('/usr/bin/ls', O_WRONLY | O_CREAT | O_TRUNC), passes: true },
]

const own = new URL('../../rules/', import.meta.url)
const falco = new URL('../../../shared/falco-rules/', import.meta.url)
const falcoFiles = ['falco_rules.yaml', 'falco-incubating_rules.yaml', 'falco-sandbox_rules.yaml']

const read = (folder: URL, names: readonly string[]) =>
  loadRules(names.map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') })))

const sets = [
  {
    set: "eyas's rules",
    folder: own,
    names: readdirSync(own)
      .filter((name) => name.endsWith('.yaml'))
      .sort(),
  },
  { set: "Falco's rules", folder: falco, names: falcoFiles },
].filter(({ folder, names }) => names.every((name) => existsSync(new URL(name, folder))))

/** Opens as a server makes them: libraries, its own data, temporary files, /proc, and now and then a secret. */
function stream(random: Random): readonly KernelEvent[] {
  const places: readonly (readonly [share: number, name: string, flags: number])[] = [
    [45, '/usr/lib/x86_64-linux-gnu/lib', O_RDONLY],
    [15, '/proc/1/stat', O_RDONLY],
    [15, '/var/lib/app/table', O_RDWR],
    [10, '/var/cache/app/', O_WRONLY | O_CREAT],
    [8, '/sys/fs/cgroup/memory', O_RDONLY],
    [5, '/etc/hosts', O_RDONLY],
    [1, '/etc/app/app.conf', O_WRONLY],
    [1, '/etc/shadow', O_RDONLY],
  ]
  return places.flatMap(([share, name, flags]) =>
    Array.from({ length: share * 10 }, () => {
      const isNumbered = name.endsWith('lib') || name.endsWith('/')
      return open(isNumbered ? `${name}${random.below(100)}.so` : name, flags)
    }),
  )
}

describe.each(sets)('the filter of $set', ({ folder, names }) => {
  const derived = deriveFilter(read(folder, names))
  const process = processOf(derived, server)

  test.each(rows)('$name: $passes', ({ event, passes }) => {
    expect(admits(derived.filter, { ...event, process }) !== 0n).toBe(passes)
  })

  test('fits: at most 64 clauses of a type, and less than a mebibyte in all', () => {
    expect(Math.max(...derived.filter.types.map(({ clauses }) => clauses.length))).toBeLessThanOrEqual(64)
    expect(JSON.stringify(derived.filter).length).toBeLessThan(1 << 20)
    expect(JSON.parse(JSON.stringify(derived.filter))).toEqual(derived.filter)
  })

  test('removes nine of ten opens of a server', () => {
    const events = stream(new Random(1)).map((event) => ({ ...event, process }))
    const removed = events.filter((event) => admits(derived.filter, event) === 0n).length
    expect(removed / events.length).toBeGreaterThan(0.9)
  })
})
