import { expect, test } from 'vitest'
import { Findings } from '../config/finding.ts'
import { readCorrelations } from './read-correlations.ts'

const read = (text: string) => {
  const findings = new Findings()
  return { rules: readCorrelations(text, findings), faults: findings.faults.map(({ code, line }) => `${line} ${code}`) }
}

test('a rule is read with all that Sigma lets it say', () => {
  const { rules, faults } = read(`
title: Many failed logins
id: 0e95725d-7320-415d-80f7-004da920fc11
name: many_failed
status: test
level: high
tags: [attack.credential-access, attack.t1110, mine]
correlation:
  type: value_count
  rules: [Failed login, Locked]
  group-by: [host]
  timespan: 90m
  condition: {gte: 10, field: user.name}
  aliases: {host: {Failed login: hostname, Locked: k8s.node}}
`)
  expect(faults).toEqual([])
  expect(rules).toMatchObject([
    {
      names: ['Many failed logins', 'many_failed', '0e95725d-7320-415d-80f7-004da920fc11'],
      type: 'value_count',
      rules: ['Failed login', 'Locked'],
      groupBy: ['host'],
      timespanNs: 5_400_000_000_000n,
      condition: { gte: 10 },
      field: 'user.name',
      priority: 'Error',
      tags: ['mitre_credential_access', 'T1110', 'mine'],
      emits: true,
    },
  ])
})

test('a rule comes after those that it refers to', () => {
  const { rules } = read(`
title: Outer
correlation: {type: temporal, rules: [Inner, B], timespan: 5m}
---
title: Inner
correlation: {type: event_count, rules: A, timespan: 5m, condition: {gte: 2}}
`)
  expect(rules?.map(({ title, emits }) => ({ title, emits }))).toEqual([
    { title: 'Inner', emits: false },
    { title: 'Outer', emits: true },
  ])
})

const good = 'type: event_count, rules: A, timespan: 5m, condition: {gte: 2}'
const rule = (body: string, title = 'T') => `title: ${title}\ncorrelation: {${body}}\n`

test.each([
  { name: 'no title', text: `correlation: {${good}}`, faults: ['1 not_a_title'] },
  { name: 'no correlation', text: 'title: T', faults: ['1 missing'] },
  { name: 'a detection', text: `title: T\ndetection: {}\ncorrelation: {${good}}`, faults: ['2 not_a_correlation'] },
  { name: 'an unknown type', text: rule(good.replace('event_count', 'magic')), faults: ['2 not_a_type'] },
  { name: 'no rules', text: rule('type: temporal, rules: [], timespan: 5m'), faults: ['2 missing', '2 always_true'] },
  { name: 'a timespan of months', text: rule(good.replace('5m', '5M')), faults: ['2 not_a_timespan'] },
  { name: 'a timespan of a year', text: rule(good.replace('5m', '365d')), faults: ['2 not_a_timespan'] },
  { name: 'no condition', text: rule('type: event_count, rules: A, timespan: 5m'), faults: ['2 missing'] },
  { name: 'a condition without a bound', text: rule(good.replace('gte: 2', '')), faults: ['2 missing'] },
  { name: 'a condition that always holds', text: rule(good.replace('2', '0')), faults: ['2 always_true'] },
  { name: 'a count out of bounds', text: rule(good.replace('2', '1000000')), faults: ['2 not_a_count'] },
  { name: 'values of no field', text: rule(good.replace('event', 'value')), faults: ['2 missing'] },
  {
    name: 'a field of no values',
    text: rule(good.replace('gte: 2', 'gte: 2, field: a')),
    faults: ['2 no_meaning_here'],
  },
  {
    name: 'part of an order',
    text: rule('type: temporal_ordered, rules: [A, B], timespan: 5m, condition: {gte: 1}'),
    faults: ['2 not_supported'],
  },
  { name: 'an unknown key', text: rule(`${good}, timeframe: 5m`), faults: ['2 unknown_key'] },
  {
    name: 'an alias of a rule that is not named',
    text: rule(`${good}, aliases: {a: {B: x}}`),
    faults: ['2 unknown_rule'],
  },
  { name: 'an unknown level', text: `level: worst\n${rule(good)}`, faults: ['1 not_a_level'] },
  { name: 'one name twice', text: `${rule(good)}---\n${rule(good)}`, faults: ['4 name_twice'] },
  {
    name: 'a circle',
    text: `${rule(good.replace('A', 'U'))}---\n${rule(good.replace('A', 'T'), 'U')}`,
    faults: ['2 circle'],
  },
  { name: 'no YAML', text: 'title: [', faults: ['1 not_yaml'] },
  { name: 'a list', text: '- a', faults: ['1 not_a_map'] },
])('$name is refused at its line', ({ text, faults }) => {
  expect(read(text)).toEqual({ rules: undefined, faults })
})

test('an empty text is no correlation at all', () => {
  expect(read('')).toEqual({ rules: [], faults: [] })
  expect(read('---\n')).toEqual({ rules: [], faults: [] })
})
