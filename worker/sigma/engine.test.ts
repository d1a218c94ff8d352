import { expect, test } from 'vitest'
import { Findings } from '../config/finding.ts'
import { MemoryStore } from '../correlate/memory-store.ts'
import type { Occurrence } from '../correlate/occurrence.ts'
import { place } from '../correlate/place.ts'
import { occurrence, seeded, shuffled } from '../fixtures/alerts.ts'
import { memorySql } from '../fixtures/sqlite.ts'
import { CorrelationEngine } from './engine.ts'
import { EventStore } from './event-store.ts'
import { readCorrelations } from './read-correlations.ts'

/** Where the clock of `occurrence` stands at minute 0. */
const startMs = 1_700_000_000_000

const rulesOf = (text: string) => {
  const findings = new Findings()
  const rules = readCorrelations(text, findings)
  expect(findings.faults).toEqual([])
  return rules ?? []
}

const engineOf = (text: string): { engine: CorrelationEngine; store: EventStore } => {
  const store = new EventStore(memorySql())
  const engine = new CorrelationEngine(store)
  engine.use(rulesOf(text))
  return { engine, store }
}

/** `'A@1 user=bob'`: rule A at minute 1 with a field. */
const alerts = (...texts: readonly string[]): readonly Occurrence[] =>
  texts.map((text, index) => {
    const [, rule = '', minutes = '', rest = ''] = /^(.+?)@([\d.]+)(.*)$/.exec(text) ?? []
    const fields = Object.fromEntries(
      rest
        .split(' ')
        .filter(Boolean)
        .map((part) => part.split('=') as [string, string]),
    )
    return occurrence(String(index + 1), Number(minutes), { rule, fields })
  })

const found = (text: string, given: readonly Occurrence[], hours = 0.5): readonly string[] => {
  const { engine } = engineOf(text)
  const told = given.flatMap((one) => engine.see([{ incident: 'i', occurrence: one }], startMs))
  const closed = engine.close(startMs + hours * 3_600_000)
  return [...told, ...closed].map(({ alert }) => {
    const minutes = Number((alert.timeNs - BigInt(startMs) * 1_000_000n) / 1_000_000_000n) / 60
    return `${alert.rule}@${minutes}`
  })
}

const correlation = (body: string, title = 'C') => `title: ${title}\ncorrelation: {${body}}\n`

const rows: readonly { name: string; rules: string; alerts: readonly string[]; found: readonly string[] }[] = [
  {
    name: 'event_count: the third of three within five minutes completes it, and so does the fourth',
    rules: correlation('type: event_count, rules: A, timespan: 5m, condition: {gte: 3}'),
    alerts: ['A@0', 'A@2', 'A@5', 'A@6'],
    found: ['C@5', 'C@6'],
  },
  {
    name: 'event_count: three that lie further apart are no match',
    rules: correlation('type: event_count, rules: [A], timespan: 5m, condition: {gt: 2}'),
    alerts: ['A@0', 'A@2', 'A@5.1'],
    found: [],
  },
  {
    name: 'event_count: each group is counted by itself, and alerts without the field take no part',
    rules: correlation('type: event_count, rules: [A], group-by: [user.name], timespan: 5m, condition: {gte: 2}'),
    alerts: ['A@0 user.name=ana', 'A@1 user.name=eva', 'A@2', 'A@3', 'A@4 user.name=ana'],
    found: ['C@4'],
  },
  {
    name: 'event_count: alerts of several rules count together',
    rules: correlation('type: event_count, rules: [A, B], timespan: 5m, condition: {gte: 2}'),
    alerts: ['A@0', 'B@1', 'X@2'],
    found: ['C@1'],
  },
  {
    name: 'event_count: fewer than asked for is known when the window is over',
    rules: correlation('type: event_count, rules: [A], timespan: 5m, condition: {lt: 3}'),
    alerts: ['A@0', 'A@1', 'A@2', 'A@10', 'A@12'],
    found: ['C@12'],
  },
  {
    name: 'event_count: a range holds for the whole window',
    rules: correlation('type: event_count, rules: [A], timespan: 5m, condition: {gt: 1, lte: 2}'),
    alerts: ['A@0', 'A@1', 'A@10', 'A@11', 'A@12'],
    found: ['C@1'],
  },
  {
    name: 'event_count: exactly as many',
    rules: correlation('type: event_count, rules: [A], timespan: 5m, condition: {eq: 2}'),
    alerts: ['A@0', 'A@1', 'A@6', 'A@12', 'A@13', 'A@14'],
    found: ['C@1'],
  },
  {
    name: 'value_count: different values count, repeats do not',
    rules: correlation('type: value_count, rules: [A], timespan: 5m, condition: {gte: 3, field: fd.rip}'),
    alerts: ['A@0 fd.rip=1', 'A@1 fd.rip=1', 'A@2 fd.rip=2', 'A@3', 'A@4 fd.rip=3'],
    found: ['C@4'],
  },
  {
    name: 'value_count: a value that has left the window does not count',
    rules: correlation('type: value_count, rules: [A], timespan: 2m, condition: {gte: 2, field: fd.rip}'),
    alerts: ['A@0 fd.rip=1', 'A@2.1 fd.rip=2', 'A@4 fd.rip=1'],
    found: ['C@4'],
  },
  {
    name: 'temporal: all rules, in any order',
    rules: correlation('type: temporal, rules: [A, B], group-by: node, timespan: 5m'),
    alerts: ['B@0', 'A@4', 'A@9', 'A@9.5'],
    found: ['C@4'],
  },
  {
    name: 'temporal: as many of the rules as the condition asks for',
    rules: correlation('type: temporal, rules: [A, B, D], timespan: 5m, condition: {gte: 2}'),
    alerts: ['A@0', 'A@1', 'D@2'],
    found: ['C@2'],
  },
  {
    name: 'temporal_ordered: the order counts',
    rules: correlation('type: temporal_ordered, rules: [A, B, D], timespan: 5m'),
    alerts: ['B@0', 'A@1', 'D@2', 'B@3', 'D@4'],
    found: ['C@4'],
  },
  {
    name: 'temporal_ordered: a chain that took longer is no match, a later begin of it is',
    rules: correlation('type: temporal_ordered, rules: [A, B], timespan: 5m'),
    alerts: ['A@0', 'B@5.5', 'A@6', 'B@7'],
    found: ['C@7'],
  },
  {
    name: 'temporal_ordered: one rule twice needs two alerts',
    rules: correlation('type: temporal_ordered, rules: [A, A, B], timespan: 5m'),
    alerts: ['A@0', 'B@1', 'A@2', 'B@3'],
    found: ['C@3'],
  },
  {
    name: 'aliases: fields of different names make one group',
    rules: correlation(
      'type: temporal, rules: [In, Out], group-by: [ip], timespan: 5m, aliases: {ip: {In: fd.cip, Out: fd.sip}}',
    ),
    alerts: ['In@0 fd.cip=1 fd.sip=9', 'Out@1 fd.sip=2 fd.cip=1', 'Out@2 fd.sip=1'],
    found: ['C@2'],
  },
  {
    name: 'chains: many failures and then a success, and what is only counted is not told',
    rules: `
title: Many failures
name: many_failures
correlation: {type: event_count, rules: [Fail], group-by: [user.name, fd.cip], timespan: 5m, condition: {gte: 3}}
---
title: Broke in
level: critical
correlation: {type: temporal_ordered, rules: [many_failures, Success], group-by: [user.name], timespan: 1h}
`,
    alerts: [
      'Success@0 user.name=ana',
      ...['1', '2', '3'].map((minute) => `Fail@${minute} user.name=ana fd.cip=7`),
      'Success@20 user.name=ana',
    ],
    found: ['Broke in@20'],
  },
  {
    name: 'generate: what is counted is told, too, where the rule says so',
    rules: `${correlation('type: event_count, rules: A, timespan: 5m, condition: {gte: 2}', 'Inner')}---\n${correlation(
      'type: temporal, rules: [Inner, B], timespan: 5m, generate: true',
    )}`,
    alerts: ['A@0', 'A@1', 'B@2'],
    found: ['Inner@1', 'C@2'],
  },
]

test.each(rows)('$name', ({ rules, alerts: texts, found: expected }) => {
  expect(found(rules, alerts(...texts))).toEqual(expected)
})

test('an alert that comes late completes those that came before it', () => {
  const [first, second, third] = alerts('A@0', 'A@2', 'A@3')
  const text = correlation('type: event_count, rules: [A], timespan: 5m, condition: {gte: 3}')
  const late = [first, third, second].flatMap((one) => (one === undefined ? [] : [one]))
  expect(found(text, late)).toEqual(['C@3'])
})

test('an alert that comes too late is counted as such', () => {
  const { engine, store } = engineOf(correlation('type: event_count, rules: A, timespan: 5m, condition: {gte: 1}'))
  const [one] = alerts('A@0')
  expect(one && engine.see([{ incident: 'i', occurrence: one }], startMs + 66 * 60_000)).toEqual([])
  expect(store.uncounted()).toEqual({ late: 1, over_bound: 0, no_group: 0 })
})

test('the same alert a second time has no effect', () => {
  const { engine } = engineOf(correlation('type: event_count, rules: A, timespan: 5m, condition: {gte: 2}'))
  const [one] = alerts('A@0')
  const counted = one === undefined ? [] : [{ incident: 'i', occurrence: one }]
  expect([...engine.see(counted, startMs), ...engine.see([...counted, ...counted], startMs)]).toEqual([])
})

test('what a flood adds to one group is bounded, and counted', () => {
  const { engine, store } = engineOf(correlation('type: event_count, rules: A, timespan: 1h, condition: {gte: 5}'))
  const many = Array.from({ length: 1200 }, (_, index) => occurrence(String(index), index / 60, { rule: 'A' }))
  engine.see(
    many.map((one) => ({ incident: 'i', occurrence: one })),
    startMs,
  )
  expect(store.uncounted().over_bound).toBe(200)
})

const everything = `
title: Burst
name: burst
correlation: {type: event_count, rules: [rule 0, rule 1], group-by: [node], timespan: 6m, condition: {gte: 4}}
---
title: Wide
correlation: {type: value_count, rules: [rule 2, rule 3], group-by: [node], timespan: 20m, condition: {gte: 3, field: key}}
---
title: Few
correlation: {type: event_count, rules: [rule 3], group-by: [node], timespan: 10m, condition: {lte: 2}}
---
title: Together
correlation: {type: temporal, rules: [rule 0, rule 1, rule 2], group-by: [key], timespan: 9m}
---
title: After
correlation: {type: temporal_ordered, rules: [burst, rule 3], group-by: [node], timespan: 8m, generate: true}
`

test('the same alerts in any order and in any batches give the same incidents', () => {
  const rulesFound = new Set<string>()
  for (let seed = 1; seed <= 6; seed++) {
    const random = seeded(seed)
    const below = (limit: number): number => Math.floor(random() * limit)
    const given = Array.from({ length: 250 }, (_, index) =>
      occurrence(
        String(index),
        below(3000) / 60,
        { rule: `rule ${below(4)}`, fields: { key: `k${below(5)}` } },
        `n${below(3)}`,
      ),
    )
    const run = (order: readonly Occurrence[], size: number) => {
      const { engine } = engineOf(everything)
      const incidents = new MemoryStore()
      const put = (told: readonly Occurrence[]) => told.forEach((one) => void place(one, incidents))
      const nowMs = startMs + 55 * 60_000
      for (let at = 0; at < order.length; at += size)
        put(
          engine.see(
            order.slice(at, at + size).map((one) => ({ incident: 'i', occurrence: one })),
            nowMs,
          ),
        )
      put(engine.close(startMs + 3 * 3_600_000))
      return [...incidents.incidents].sort(([left], [right]) => (left < right ? -1 : 1))
    }
    const inOrder = run(given, 1)
    for (const [, { summary }] of inOrder) for (const name of Object.keys(summary.rules)) rulesFound.add(name)
    for (const size of [1, 7, 250]) expect(run(shuffled(given, random), size)).toEqual(inOrder)
  }
  expect(rulesFound.size).toBe(5)
}, 60_000)
