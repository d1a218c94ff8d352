import { expect, test } from 'vitest'
import type { Alert } from '#schema/alert'
import { mergeSummaries, summaryOf } from '../correlate/summary.ts'
import { occurrence } from '../fixtures/alerts.ts'
import { severityOf } from './severity.ts'

const rows: readonly {
  name: string
  alerts: readonly Partial<Alert>[]
  shares?: Readonly<Record<string, number>>
  is: readonly [level: string, score: number]
}[] = [
  { name: 'the priority alone', alerts: [{ priority: 'Warning' }], is: ['medium', 40] },
  { name: 'the worst of two', alerts: [{ priority: 'Notice' }, { priority: 'Critical' }], is: ['high', 60] },
  {
    name: 'each further tactic adds',
    alerts: [{ tags: ['mitre_execution'] }, { tags: ['mitre_persistence', 'mitre_impact'] }],
    is: ['high', 56],
  },
  {
    name: 'tactics add so much at most',
    alerts: [{ tags: ['a', 'b', 'c', 'd', 'e', 'f'].map((end) => `mitre_${end}`) }],
    is: ['high', 64],
  },
  {
    name: 'a rule of one alert in a hundred adds',
    alerts: [{ rule: 'rare' }],
    shares: { rare: 0.01 },
    is: ['medium', 48],
  },
  {
    name: 'the rarest rule counts',
    alerts: [{ rule: 'loud' }, { rule: 'rare' }],
    shares: { loud: 0.9, rare: 0.001 },
    is: ['high', 52],
  },
  {
    name: 'rarity adds so much at most',
    alerts: [{ rule: 'rare', priority: 'Critical' }],
    shares: { rare: 1e-9 },
    is: ['critical', 76],
  },
  { name: 'little is low', alerts: [{ priority: 'Debug' }], is: ['low', 5] },
]

test.each(rows)('$name', ({ alerts, shares = {}, is }) => {
  const summary = alerts
    .map((alert, index) => summaryOf(occurrence(String(index), index, alert)))
    .reduce(mergeSummaries)
  const { level, score, of } = severityOf(summary, (rule) => shares[rule] ?? 1)
  expect([level, score]).toEqual(is)
  expect(of.priority + of.tactics + of.rarity).toBe(score)
})
