/** Counts what an ingest shard's tables hold. */
import type { NodeJson } from '../ingest/shard-api.ts'
import type { ShardMeasures } from './measures.ts'

/** What a shard took, refused and still has to hand over. */
export const measureShard = (sql: SqlStorage, nodes: readonly NodeJson[]): ShardMeasures => {
  const streams = sql
    .exec<{ alerts: number | null; batches: number | null }>(
      'SELECT sum(seq) AS alerts, sum(number) AS batches FROM streams',
    )
    .one()
  const { waiting } = sql
    .exec<{ waiting: number }>('SELECT count(*) AS waiting FROM log WHERE position > (SELECT position FROM delivered)')
    .one()
  return {
    nodes: nodes.length,
    alerts: streams.alerts ?? 0,
    batches: streams.batches ?? 0,
    refusedBatches: sumOf(nodes, (node) => node.refusedBatches),
    missingAlerts: sumOf(nodes, (node) => node.missingAlerts),
    shedAlerts: sumOf(nodes, (node) => node.shed),
    waitingBatches: waiting,
    databaseBytes: sql.databaseSize,
    events: eventsOf(nodes),
  }
}

const sumOf = (nodes: readonly NodeJson[], count: (node: NodeJson) => number): number =>
  nodes.reduce((sum, node) => sum + count(node), 0)

const eventsOf = (nodes: readonly NodeJson[]): ShardMeasures['events'] => {
  const events = { seen: 0, filtered: 0, evaluated: 0, dropped: 0 }
  for (const { ledger } of nodes)
    for (const counts of Object.values(ledger)) {
      events.seen += counts.seen
      events.filtered += counts.filtered
      events.evaluated += counts.evaluated
      events.dropped += counts.dropped
    }
  return events
}
