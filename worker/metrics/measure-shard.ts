/** Counts what an ingest shard's tables hold. */
import type { LossLedger } from '#schema/alert'
import type { ShardMeasures } from './measures.ts'

/** What a shard took, refused and still has to hand over. */
export const measureShard = (sql: SqlStorage): ShardMeasures => {
  const nodes = sql
    .exec<{ nodes: number; refused: number | null; missing: number | null; shed: number | null }>(
      `SELECT count(*) AS nodes, sum(refused_batches) AS refused, sum(missing_alerts) AS missing, sum(shed) AS shed
       FROM nodes`,
    )
    .one()
  const streams = sql
    .exec<{ alerts: number | null; batches: number | null }>(
      'SELECT sum(seq) AS alerts, sum(number) AS batches FROM streams',
    )
    .one()
  const { waiting } = sql
    .exec<{ waiting: number }>('SELECT count(*) AS waiting FROM log WHERE position > (SELECT position FROM delivered)')
    .one()
  return {
    nodes: nodes.nodes,
    alerts: streams.alerts ?? 0,
    batches: streams.batches ?? 0,
    refusedBatches: nodes.refused ?? 0,
    missingAlerts: nodes.missing ?? 0,
    shedAlerts: nodes.shed ?? 0,
    waitingBatches: waiting,
    databaseBytes: sql.databaseSize,
    events: eventsOf(sql),
  }
}

const eventsOf = (sql: SqlStorage): ShardMeasures['events'] => {
  const events = { seen: 0, filtered: 0, evaluated: 0, dropped: 0 }
  // The column holds what the shard put there, a parsed ledger.
  for (const { ledger } of sql.exec<{ ledger: string }>('SELECT ledger FROM nodes').toArray())
    for (const counts of Object.values(JSON.parse(ledger) as LossLedger)) {
      events.seen += counts.seen
      events.filtered += counts.filtered
      events.evaluated += counts.evaluated
      events.dropped += counts.dropped
    }
  return events
}
