/** Which events a filter lets pass, case by case. */
import { describe, expect, test } from 'vitest'
import { openFlags } from '#schema/record'
import { mapped, parseIpv4 } from '../check/address.ts'
import { loadRules } from '../load/load-rules.ts'
import { admits, type KernelEvent, processWordsOf } from './admits.ts'
import { deriveFilter, deriveKernelFilter } from './derive-kernel-filter.ts'
import { explainKernelFilter, renderKernelFilter } from './explain-kernel-filter.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const rulesOf = (condition: string, enabled = true) =>
  loadRules([
    {
      path: 'one.yaml',
      text: `- {rule: r, desc: d, priority: INFO, output: x, enabled: ${enabled}, condition: ${JSON.stringify(condition)}}`,
    },
  ])

const event: KernelEvent = {
  type: 'openat',
  result: 3n,
  uid: 0,
  gid: 0,
  fd: 3,
  kind: 0x66,
  fdFlags: 0,
  l4Protocol: 0,
  openFlags: openFlags.O_RDONLY,
  mode: 0,
}
const named = (asked: string, resolved?: string): KernelEvent => ({
  ...event,
  raw: bytes(asked),
  asked: bytes(asked),
  ...(resolved === undefined ? { result: -2n, fd: -1, kind: 0 } : { resolved: bytes(resolved) }),
})
const end = (text: string, port: number) => ({ address: mapped(parseIpv4(text) ?? new Uint8Array(4)), port })
const connect: KernelEvent = {
  ...event,
  type: 'connect',
  kind: 0x34,
  local: end('10.0.0.1', 40000),
  remote: end('203.0.113.5', 443),
}

const rows = [
  {
    name: 'texts in two parts of one name',
    condition: 'fd.name contains /root/ and fd.name contains /.ssh/',
    event: named('/root/.ssh/x', '/root/.ssh/x'),
    passes: true,
  },
  {
    name: 'a text in no part of the name',
    condition: 'fd.name contains /.ssh/',
    event: named('/root/ssh/x', '/root/ssh/x'),
    passes: false,
  },
  {
    name: 'a name that only the link has',
    condition: 'fd.name = /etc/shadow',
    event: named('/etc/shadow', '/x'),
    passes: true,
  },
  {
    name: 'a name that only the file has',
    condition: 'fd.name = /etc/shadow',
    event: named('/x', '/etc/shadow'),
    passes: true,
  },
  {
    name: 'one name asked for and the other excluded',
    condition: 'fd.name startswith /etc and not fd.name = /etc/x',
    event: named('/etc/x', '/y'),
    passes: false,
  },
  {
    name: 'a failed open by its name as asked',
    condition: 'fd.name = /etc/shadow',
    event: named('/etc/shadow'),
    passes: true,
  },
  {
    name: 'a file name, of which a failed open has none',
    condition: 'fd.filename = shadow',
    event: named('/etc/shadow'),
    passes: false,
  },
  { name: 'an absent name under not', condition: 'not fd.name = /etc/shadow', event, passes: true },
  { name: 'an absent name under !=', condition: 'fd.name != /etc/shadow', event, passes: false },
  {
    name: 'a name that was cut',
    condition: 'fd.name = /etc/shadow',
    event: { ...named('/x', '/x'), isCut: true },
    passes: true,
  },
  { name: 'the other end of two', condition: 'fd.ip = 10.0.0.1', event: connect, passes: true },
  { name: 'a port that neither end has', condition: 'fd.port = 22', event: connect, passes: false },
  { name: 'a port that one end must not have', condition: 'fd.port != 443', event: connect, passes: false },
  { name: 'ends of a file under not', condition: 'not fd.sport = 443', event, passes: true },
  { name: 'another event type', condition: 'evt.type = connect', event, passes: false },
  { name: 'another user of a process not answered for', condition: 'not user.uid = 0', event, passes: true },
  { name: 'an ancestor, which is not looked at', condition: 'not proc.pname = sh', event, passes: true },
]

describe('an event passes', () => {
  test.each(rows)('$name: $passes', ({ condition, event, passes }) => {
    expect(admits(deriveKernelFilter(rulesOf(condition)), event) !== 0n).toBe(passes)
  })

  test('no rule that is disabled', () => {
    const filter = deriveKernelFilter(rulesOf('evt.type = openat', false))
    expect(admits(filter, event)).toBe(0n)
    expect(filter.types.every(({ clauses }) => clauses.length === 0)).toBe(true)
  })

  test('only if its process can satisfy what is asked of processes', () => {
    const { filter, verdicts } = deriveFilter(rulesOf('evt.type = openat and proc.name = cat and fd.name = /x'))
    expect(filter.verdicts).toEqual(['proc.name = cat'])
    expect(verdicts.length).toBe(1)
    const process = (holds: boolean) => ({
      loginUid: 0,
      isContained: false,
      words: processWordsOf(filter, () => holds),
    })
    expect(admits(filter, { ...named('/x', '/x'), process: process(true) })).toBe(1n)
    expect(admits(filter, { ...named('/x', '/x'), process: process(false) })).toBe(0n)
  })
})

test('a filter is explained by its clauses and by what stays in user space', () => {
  const rules = rulesOf('evt.type = openat and fd.name startswith /etc and proc.name = cat and proc.pname = sh')
  expect(renderKernelFilter(explainKernelFilter(deriveKernelFilter(rules), rules))).toBe(`openat: 1 clause
  0  name /etc…, process: proc.name = cat
      for r
  stays in user space:
    proc.pname = sh: asks an ancestor, which changes without the process being asked again
`)
})
