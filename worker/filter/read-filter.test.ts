import { expect, test } from 'vitest'
import { alert } from '../fixtures/alerts.ts'
import type { FilteredAlert } from './evaluate.ts'
import { readFilter } from './read-filter.ts'
import { timeNsOf } from './words-to-numbers.ts'

const shell: FilteredAlert = {
  ...alert({
    rule: 'Terminal shell',
    priority: 'Warning',
    tags: ['container', 'mitre_execution'],
    source: 'syscall',
    hostname: 'web-1.example',
    output: '10:00 Warning A shell (user=root)',
    timeNs: timeNsOf('2026-01-31T12:00:00.5Z') ?? 0n,
    fields: {
      'proc.name': 'bash',
      'proc.pid': 812,
      'proc.cmdline': null,
      'proc.aname[2]': 'nginx',
      'fd.rip': '10.1.2.3',
      'fd.rport': '443',
      'proc.is_exe_writable': true,
      'ct.user': 'eva',
      'proc.args': `${'a'.repeat(60)}!`,
    },
  }),
  node: 'web-1',
}

const held: readonly { filter: string; holds: boolean }[] = [
  { filter: 'rule = "Terminal shell"', holds: true },
  { filter: 'rule startswith Term and node=web-1', holds: true },
  { filter: "rule contains 'SHELL'", holds: false },
  { filter: "rule icontains 'SHELL'", holds: true },
  { filter: 'priority = warning', holds: true },
  { filter: 'priority >= Warning', holds: true },
  { filter: 'priority > Warning', holds: false },
  { filter: 'priority < critical', holds: true },
  { filter: 'priority in (info, error, Warning)', holds: true },
  { filter: 'tags intersects (mitre_execution, other)', holds: true },
  { filter: 'tags in (mitre_execution)', holds: false },
  { filter: 'time >= 2026-01-31T12:00:00Z and time < 2026-01-31T13:00:01+01:00', holds: true },
  { filter: 'time > 2026-02-01', holds: false },
  { filter: 'source = syscall and hostname endswith .example', holds: true },
  { filter: 'output glob "*user=root*"', holds: true },
  { filter: 'output regex ".*user=(root|eva).*"', holds: true },
  { filter: 'output regex "user=root"', holds: false },
  { filter: 'output regex oneof ("A shell", ".*shell.*")', holds: true },
  { filter: 'proc.args regex "(a|aa)+"', holds: false },
  { filter: 'proc.name in (bash, sh) and not proc.pid = 1', holds: true },
  { filter: 'proc.pid > 800', holds: true },
  { filter: 'proc.aname[2] = nginx', holds: true },
  { filter: 'fd.rip = 10.1.2.3', holds: true },
  { filter: 'fd.rip in (10.1.2.4, 10.1.2.3)', holds: true },
  { filter: 'fd.rport = https', holds: true },
  { filter: 'proc.is_exe_writable = true', holds: true },
  { filter: 'toupper(proc.name) = BASH', holds: true },
  { filter: 'ct.user = eva', holds: true },
  { filter: 'proc.cmdline exists', holds: false },
  { filter: 'proc.cmdline != x', holds: false },
  { filter: 'not proc.cmdline = x', holds: true },
  { filter: 'fd.name != x', holds: false },
]

test.each(held)('$filter holds: $holds', ({ filter, holds }) => {
  const read = readFilter(filter)
  expect(read).toMatchObject({ ok: true })
  expect(read.ok && read.filter.holds(shell)).toBe(holds)
})

const refused: readonly { name: string; filter: string; column: number; hint: RegExp }[] = [
  { name: 'nothing', filter: '', column: 1, hint: /^write a condition/ },
  { name: 'an open parenthesis', filter: '(rule = x', column: 10, hint: /^write a condition/ },
  { name: 'a misspelt field', filter: 'rule = x and proc.nmae = y', column: 14, hint: /did you mean proc.name/ },
  { name: 'a macro', filter: 'spawned_process', column: 1, hint: /plain fields are rule, priority/ },
  { name: 'an unknown priority', filter: 'priority >= high', column: 13, hint: /Emergency, Alert/ },
  { name: 'a time that is none', filter: 'time > yesterday', column: 8, hint: /2026-01-31T12:00:00Z/ },
  { name: 'an operator that the type has not', filter: 'proc.pid contains 1', column: 1, hint: /numbers and booleans/ },
  { name: 'a value that is no number', filter: 'proc.pid = bash', column: 12, hint: /decimal digits/ },
  { name: 'the order of a plugin’s field', filter: 'ct.count > 5', column: 1, hint: /are text/ },
  { name: 'an expression with a look-ahead', filter: 'rule regex "(?=x)"', column: 12, hint: /RE2/ },
  { name: 'more than a thousand characters', filter: `rule = ${'x'.repeat(1000)}`, column: 1001, hint: /at most 1000/ },
  { name: 'parentheses without end', filter: `${'('.repeat(200)}rule = x`, column: 21, hint: /^write a condition/ },
]

test.each(refused)('$name is refused at its column', ({ filter, column, hint }) => {
  expect(readFilter(filter)).toMatchObject({ ok: false, fault: { line: 1, column, hint: expect.stringMatching(hint) } })
})
