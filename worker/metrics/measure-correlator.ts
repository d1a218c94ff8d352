/** Counts what the correlator's tables hold. */
import { silenceState } from '../mute/silence.ts'
import type { CorrelatorMeasures } from './measures.ts'

/** Incidents, alerts, silences and what waits. */
export const measureCorrelator = (
  sql: SqlStorage,
  nowMs: number,
): Pick<CorrelatorMeasures, 'incidents' | 'foldedAlerts' | 'standingAlerts' | 'silences' | 'waitingForNotifiers'> => {
  const countOf = (statement: string, ...values: number[]): number =>
    sql.exec<{ count: number }>(statement, ...values).one().count
  const incidents: Record<string, number> = { open: 0, acknowledged: 0, closed: 0 }
  const statuses = sql.exec<{ status: string; count: number }>(
    'SELECT status, count(*) AS count FROM incidents GROUP BY status',
  )
  for (const { status, count } of statuses.toArray()) incidents[status] = count
  const silences = { pending: 0, active: 0, expired: 0 }
  for (const { starts, ends } of sql
    .exec<{ starts: number; ends: number }>('SELECT starts, ends FROM silences')
    .toArray())
    silences[silenceState({ startsMs: starts, endsMs: ends }, nowMs)] += 1
  return {
    incidents,
    foldedAlerts: countOf('SELECT count(*) AS count FROM entries'),
    standingAlerts: countOf('SELECT count(*) AS count FROM standing WHERE ends > ?', nowMs),
    silences,
    waitingForNotifiers: countOf('SELECT count(*) AS count FROM outbound'),
  }
}
