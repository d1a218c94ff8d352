import { expect, test } from 'vitest'
import type { Labels } from '../matchers/labels.ts'
import type { Matcher } from '../matchers/matcher.ts'
import { parseMatchers } from '../matchers/parse-matchers.ts'
import { Inhibitor } from './inhibit.ts'

const matchers = (text: string): readonly Matcher[] => {
  const parsed = parseMatchers(text, 'here')
  return parsed.kind === 'matchers' ? parsed.matchers : []
}
const rule = {
  source: matchers('severity=critical'),
  target: matchers('severity=~"warning|critical"'),
  equal: ['node'],
}

const rows: readonly { name: string; source: Labels; target: Labels; isInhibited: boolean }[] = [
  {
    name: 'the same node',
    source: { severity: 'critical', node: 'a' },
    target: { severity: 'warning', node: 'a' },
    isInhibited: true,
  },
  {
    name: 'another node',
    source: { severity: 'critical', node: 'a' },
    target: { severity: 'warning', node: 'b' },
    isInhibited: false,
  },
  {
    name: 'both without the label',
    source: { severity: 'critical' },
    target: { severity: 'warning' },
    isInhibited: true,
  },
  {
    name: 'no source',
    source: { severity: 'info', node: 'a' },
    target: { severity: 'warning', node: 'a' },
    isInhibited: false,
  },
  {
    name: 'no target',
    source: { severity: 'critical', node: 'a' },
    target: { severity: 'info', node: 'a' },
    isInhibited: false,
  },
  {
    name: 'both on both sides',
    source: { severity: 'critical', node: 'a' },
    target: { severity: 'critical', node: 'a' },
    isInhibited: false,
  },
]

test.each(rows)('$name', ({ source, target, isInhibited }) => {
  const inhibitor = new Inhibitor([rule])
  inhibitor.note('s', source, 100)
  expect(inhibitor.inhibitionOf('t', target, 50)?.source).toBe(isInhibited ? 's' : undefined)
})

test('what is over inhibits nothing', () => {
  const inhibitor = new Inhibitor([rule])
  inhibitor.note('s', { severity: 'critical' }, 100)
  expect(inhibitor.inhibitionOf('t', { severity: 'warning' }, 100)).toBeUndefined()
})

test('an alert does not inhibit itself', () => {
  const inhibitor = new Inhibitor([{ source: [], target: [], equal: [] }])
  inhibitor.note('s', {}, 100)
  expect(inhibitor.inhibitionOf('s', {}, 50)).toBeUndefined()
})
