/**
 * How much each rule had to say, in the correlator's SQLite.
 *
 *     rule_hours  alerts by rule and hour, repeats included
 */
import { priorities } from '#schema/priority'
import { putRows } from '../sql/many-rows.ts'

/** A rule with its noise. */
export interface RuleNoise {
  readonly rule: string
  readonly priority: string
  readonly alerts: number
  readonly incidents: number
  /** Incidents that were closed though nobody ever acknowledged them: what people did not need to hear of. */
  readonly closedUnacknowledged: number
  readonly nodes: number
  /** Of all alerts in the time looked at, between 0 and 1. */
  readonly share: number
  readonly lastSeen: string
  readonly perHour: readonly { readonly hour: string; readonly alerts: number }[]
}

const hourMs = 3_600_000
const keptHours = 24 * 31

/** Reads and writes the table. Callers hold the transaction. */
export class RuleStats {
  readonly #sql: SqlStorage
  #totals: Map<string, number>
  #all = 0

  constructor(sql: SqlStorage) {
    this.#sql = sql
    sql.exec(`CREATE TABLE IF NOT EXISTS rule_hours (
      rule TEXT NOT NULL, hour INTEGER NOT NULL, alerts INTEGER NOT NULL, PRIMARY KEY (rule, hour)) WITHOUT ROWID`)
    this.#totals = this.#readTotals()
  }

  /** Counts alerts by rule in the hour in which they came. */
  note(counts: ReadonlyMap<string, number>, nowMs: number): void {
    const hour = Math.floor(nowMs / hourMs)
    for (const [rule, alerts] of counts) {
      this.#all += alerts
      this.#totals.set(rule, (this.#totals.get(rule) ?? 0) + alerts)
    }
    putRows(
      this.#sql,
      'INSERT OR FAIL INTO rule_hours (rule, hour, alerts)',
      3,
      [...counts].map(([rule, alerts]) => [rule, hour, alerts]),
      'ON CONFLICT (rule, hour) DO UPDATE SET alerts = alerts + excluded.alerts',
    )
  }

  /** Forgets hours that nobody asks for any more. */
  prune(nowMs: number): void {
    this.#sql.exec('DELETE FROM rule_hours WHERE hour < ?', Math.floor(nowMs / hourMs) - keptHours)
    this.#totals = this.#readTotals()
  }

  /** Which part of all alerts that are counted is of a rule; 1 where it never was heard. */
  readonly shareOf = (rule: string): number => {
    const alerts = this.#totals.get(rule)
    return alerts === undefined ? 1 : alerts / this.#all
  }

  /** Rules by their alerts in the last hours, the loudest first; `offset` is how many were seen before. */
  noise(hours: number, limit: number, offset: number, nowMs: number): readonly RuleNoise[] {
    const from = Math.floor(nowMs / hourMs) - hours + 1
    const total = this.#total(from)
    return this.#sql
      .exec<{ rule: string; alerts: number }>(
        `SELECT rule, sum(alerts) AS alerts FROM rule_hours WHERE hour >= ? GROUP BY rule
         ORDER BY alerts DESC, rule LIMIT ? OFFSET ?`,
        from,
        limit,
        offset,
      )
      .toArray()
      .map(({ rule, alerts }) => ({
        rule,
        alerts,
        share: total === 0 ? 0 : alerts / total,
        ...this.#known(rule),
        perHour: this.#perHour(rule, from),
      }))
  }

  #readTotals(): Map<string, number> {
    const rows = this.#sql
      .exec<{ rule: string; alerts: number }>('SELECT rule, sum(alerts) AS alerts FROM rule_hours GROUP BY rule')
      .toArray()
    this.#all = rows.reduce((sum, { alerts }) => sum + alerts, 0)
    return new Map(rows.map(({ rule, alerts }) => [rule, alerts]))
  }

  /** Alerts of every rule in the last hours. */
  #total(from: number): number {
    const { total } = this.#sql
      .exec<{ total: number | null }>('SELECT sum(alerts) AS total FROM rule_hours WHERE hour >= ?', from)
      .one()
    return total ?? 0
  }

  #perHour(rule: string, from: number): RuleNoise['perHour'] {
    return this.#sql
      .exec<{ hour: number; alerts: number }>(
        'SELECT hour, alerts FROM rule_hours WHERE rule = ? AND hour >= ? ORDER BY hour',
        rule,
        from,
      )
      .toArray()
      .map(({ hour, alerts }) => ({ hour: new Date(hour * hourMs).toISOString(), alerts }))
  }

  #known(rule: string): Pick<RuleNoise, 'priority' | 'incidents' | 'closedUnacknowledged' | 'nodes' | 'lastSeen'> {
    const { rank, incidents, nodes, last } = this.#sql
      .exec<{ rank: number | null; incidents: number; nodes: number; last: string | null }>(
        `SELECT min(rank) AS rank, count(DISTINCT incident) AS incidents, count(DISTINCT node) AS nodes, max(last) AS last
         FROM entries WHERE rule = ?`,
        rule,
      )
      .one()
    const { closed } = this.#sql
      .exec<{ closed: number }>(
        `SELECT count(*) AS closed FROM incidents WHERE status = 'closed'
         AND id IN (SELECT incident FROM entries WHERE rule = ?)
         AND NOT EXISTS (SELECT 1 FROM actions WHERE actions.incident = incidents.id AND verb = 'acknowledge')`,
        rule,
      )
      .one()
    return {
      priority: priorities[rank ?? priorities.length - 1] ?? 'Debug',
      incidents,
      nodes,
      closedUnacknowledged: closed,
      lastSeen: last === null ? new Date(0).toISOString() : new Date(Number(BigInt(last) / 1_000_000n)).toISOString(),
    }
  }
}
