import { expect, test } from 'vitest'
import type { AlertJson } from '#schema/incident'
import { alertLine } from './alert-line.ts'

const alert: AlertJson = {
  ...{ id: 'web-1a2b/606e5c92/8', incident: 'inc_19a', node: 'web-1a2b', hostname: 'web', source: 'syscall', tags: [] },
  ...{ rule: 'Secret read', priority: 'Warning', fields: { 'proc.name': 'x', 'user.uid': 0 }, lineage: [] },
  ...{ containerId: 'host', evidence: { complete: true, lostEvents: 0, missing: [] }, patched: false, count: 1 },
  output: '2026-11-24T03:08:09.123456789+0000: Warning file=/etc/shadow',
  firstSeen: '2026-11-24T03:08:09.123456789Z',
  lastSeen: '2026-11-24T03:09:00.000000000Z',
}
const front = 'Warning       2026-11-24 03:09:00  inc_19a  web-1a2b/606e5c92/8  '

test.each([
  { name: 'the rule and its output', given: {}, words: 'Secret read: file=/etc/shadow' },
  { name: 'how often it came', given: { count: 9 }, words: 'Secret read: file=/etc/shadow (9 times)' },
  { name: 'the rule once', given: { output: 'Secret read (x)' }, words: 'Secret read (x)' },
  { name: 'fields in place of no output', given: { output: '' }, words: 'Secret read: proc.name=x user.uid=0' },
  { name: 'the rule where there is nothing else', given: { output: '', fields: {} }, words: 'Secret read' },
  { name: 'nothing that steers', given: { output: '\u001b[2J' }, words: 'Secret read: \\u{1b}[2J' },
])('a line of an alert has $name', ({ given, words }) => {
  expect(alertLine({ ...alert, ...given }, { colour: (_, text) => text })).toBe(front + words)
})
