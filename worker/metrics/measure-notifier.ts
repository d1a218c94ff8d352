/** Counts what a notifier's outbox holds. */
import type { NotifierMeasures } from './measures.ts'

/** Deliveries by state. */
export const measureNotifier = (sql: SqlStorage): NotifierMeasures => {
  const measures = { pending: 0, delivered: 0, dead: 0 }
  const rows = sql.exec<{ state: keyof NotifierMeasures; count: number }>(
    'SELECT state, count(*) AS count FROM deliveries GROUP BY state',
  )
  for (const { state, count } of rows.toArray()) measures[state] = count
  return measures
}
