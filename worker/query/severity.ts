/**
 * How severe an incident is, from 0 to 100: what its worst rule says, more for each further tactic of ATT&CK, and more
 * the rarer its rarest rule is among all alerts that are counted.
 */
import type { SeverityJson } from '#schema/incident'
import type { Summary } from '../correlate/summary.ts'

/** Which part of all alerts is of a rule, above 0 and at most 1. */
export type ShareOf = (rule: string) => number

/** Points by rank of the worst priority, from Emergency to Debug. */
const byRank = [70, 65, 60, 50, 40, 25, 15, 5] as const

const perTactic = 8
const mostForTactics = 24

/** Points for each power of ten that a rule is rarer than all alerts. */
const perTenth = 4
const mostForRarity = 16

/** The severity of an incident. */
export const severityOf = ({ rules, tactics }: Summary, shareOf: ShareOf): SeverityJson => {
  const rank = Math.min(...Object.values(rules).map((rule) => rule.rank))
  const further = Math.max(Object.keys(tactics).length - 1, 0)
  const rarest = Math.min(1, ...Object.keys(rules).map(shareOf))
  const of = {
    priority: byRank[rank] ?? 5,
    tactics: Math.min(further * perTactic, mostForTactics),
    rarity: Math.min(Math.round(-Math.log10(rarest) * perTenth), mostForRarity),
  }
  const score = Math.min(of.priority + of.tactics + of.rarity, 100)
  return { level: levelOf(score), score, of }
}

const levelOf = (score: number): SeverityJson['level'] =>
  score >= 75 ? 'critical' : score >= 50 ? 'high' : score >= 25 ? 'medium' : 'low'
