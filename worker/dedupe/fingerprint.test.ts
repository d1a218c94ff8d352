import { expect, test } from 'vitest'
import type { Alert } from '#schema/alert'
import { alert, lineage } from '../fixtures/alerts.ts'
import { fingerprintOf } from './fingerprint.ts'

const base = alert({ lineage: lineage('cat 31 < sh 30'), fields: { 'fd.name': '/etc/shadow', 'user.name': 'ana' } })
const rows: readonly { name: string; other: Partial<Alert>; repeats: boolean }[] = [
  { name: 'another time is a repeat', other: { timeNs: 5n, seq: 9 }, repeats: true },
  { name: 'another pid of the same program is a repeat', other: { lineage: lineage('cat 77 < sh 76') }, repeats: true },
  { name: 'another output line is a repeat', other: { output: 'else' }, repeats: true },
  { name: 'another rule is none', other: { rule: 'else' }, repeats: false },
  { name: 'another file is none', other: { fields: { ...base.fields, 'fd.name': '/etc/passwd' } }, repeats: false },
  { name: 'another user is none', other: { fields: { ...base.fields, 'user.name': 'eva' } }, repeats: false },
  { name: 'another parent is none', other: { lineage: lineage('cat 31 < nginx 30') }, repeats: false },
  { name: 'another container is none', other: { containerId: 'abc' }, repeats: false },
]

test.each(rows)('$name', ({ other, repeats }) => {
  expect(fingerprintOf('n1', { ...base, ...other }) === fingerprintOf('n1', base)).toBe(repeats)
})

test('values cannot run into each other', () => {
  const left = alert({ fields: { 'proc.name': 'a', 'proc.exepath': 'b' } })
  const right = alert({ fields: { 'proc.name': 'a","b', 'proc.exepath': '' } })
  expect(fingerprintOf('n1', left)).not.toBe(fingerprintOf('n1', right))
})

test('a rule may choose its own fields', () => {
  const other = alert({ ...base, fields: { ...base.fields, 'fd.name': '/etc/passwd' } })
  expect(fingerprintOf('n1', other, ['proc.name'])).toBe(fingerprintOf('n1', base, ['proc.name']))
})
