/** `GET /metrics`: what the edge took, folded, found, told and refused, for Prometheus. */
import { Hono } from 'hono'
import { requireRole } from '../access/require-role.ts'
import { type EdgeEnv, shardNames, tenantOf } from '../bindings.ts'
import { limits } from '../ingest/limits.ts'
import { notifierOf } from '../route/dispatch.ts'
import { version } from '../version.ts'
import { counters } from './counters.ts'
import { exposition, type Metric, type Sample } from './exposition.ts'
import type { CorrelatorMeasures, NotifierMeasures, ShardMeasures } from './measures.ts'

/** The metrics route. */
export const metrics = new Hono<EdgeEnv>()

metrics.get('/', requireRole('read'), async (c) => {
  const tenant = tenantOf(c)
  const correlator = c.env.CORRELATOR.getByName(tenant)
  const [measures, keys, shards] = await Promise.all([
    correlator.measure(Date.now()),
    correlator.notifiers(),
    Promise.all(shardNames(c.env, tenant).map((name) => c.env.INGEST.getByName(name).measure())),
  ])
  const notifiers = await Promise.all(keys.map((key) => notifierOf(c.env, tenant, key).measure()))
  const all = [...ingestMetrics(shards), ...correlatorMetrics(measures), deliveryMetric(notifiers), ...ownMetrics()]
  return c.body(exposition(all), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
})

const one = (name: string, kind: Metric['kind'], help: string, value: number): Metric => ({
  name,
  kind,
  help,
  samples: [{ value }],
})

const many = (
  name: string,
  kind: Metric['kind'],
  help: string,
  label: string,
  values: Readonly<Record<string, number>>,
): Metric => ({
  name,
  kind,
  help,
  samples: Object.entries(values).map(([key, value]): Sample => ({ labels: { [label]: key }, value })),
})

const ingestMetrics = (shards: readonly ShardMeasures[]): readonly Metric[] => {
  const sum = (of: (shard: ShardMeasures) => number): number => shards.reduce((total, shard) => total + of(shard), 0)
  const stages = ['seen', 'filtered', 'evaluated', 'dropped'] as const
  const events = Object.fromEntries(stages.map((stage) => [stage, sum((shard) => shard.events[stage])]))
  return [
    one(
      'eyas_nodes',
      'gauge',
      'Nodes that are enrolled.',
      sum((s) => s.nodes),
    ),
    one(
      'eyas_ingest_alerts_total',
      'counter',
      'Alerts stored, repeats included.',
      sum((s) => s.alerts),
    ),
    one(
      'eyas_ingest_batches_total',
      'counter',
      'Batches stored.',
      sum((s) => s.batches),
    ),
    one(
      'eyas_ingest_batches_refused_total',
      'counter',
      'Batches refused for good.',
      sum((s) => s.refusedBatches),
    ),
    one(
      'eyas_ingest_alerts_missing_total',
      'counter',
      'Alerts lost with refused batches.',
      sum((s) => s.missingAlerts),
    ),
    one(
      'eyas_node_alerts_shed',
      'gauge',
      'Alerts that nodes shed in their current epochs.',
      sum((s) => s.shedAlerts),
    ),
    one(
      'eyas_ingest_waiting_batches',
      'gauge',
      'Batches not correlated yet.',
      sum((s) => s.waitingBatches),
    ),
    many('eyas_node_events', 'gauge', 'Events since the agents started, by what became of them.', 'stage', events),
    one(
      'eyas_ingest_database_bytes',
      'gauge',
      'Size of the ingest shards.',
      sum((s) => s.databaseBytes),
    ),
  ]
}

const correlatorMetrics = (measures: CorrelatorMeasures): readonly Metric[] => [
  many('eyas_incidents', 'gauge', 'Incidents kept, by status.', 'status', measures.incidents),
  one('eyas_dedupe_alerts', 'gauge', 'Alerts kept, with their repeats folded.', measures.foldedAlerts),
  one('eyas_standing_alerts', 'gauge', 'Alerts that stand.', measures.standingAlerts),
  many('eyas_silences', 'gauge', 'Silences, by state.', 'state', measures.silences),
  one('eyas_notifier_waiting', 'gauge', 'Parts that notifiers have not taken yet.', measures.waitingForNotifiers),
  many(
    'eyas_correlation_uncounted_total',
    'counter',
    'Alerts that correlations could not count, by reason.',
    'reason',
    measures.uncounted,
  ),
  one('eyas_database_bytes', 'gauge', 'Size of the incident database.', measures.databaseBytes),
  many('eyas_tenant_bound', 'gauge', 'What a tenant may use at most.', 'bound', {
    database_bytes: measures.retention.maxMegabytes * 1_048_576,
    incident_age_seconds: measures.retention.maxAgeDays * 86_400,
    body_bytes: limits.bodyBytes,
    batch_alerts: limits.alerts,
    depth: limits.depth,
  }),
]

const deliveryMetric = (notifiers: readonly NotifierMeasures[]): Metric => {
  const states = ['pending', 'delivered', 'dead'] as const
  const values = Object.fromEntries(
    states.map((state) => [state, notifiers.reduce((sum, notifier) => sum + notifier[state], 0)]),
  )
  return many('eyas_deliveries', 'gauge', 'Deliveries kept, by state.', 'state', values)
}

const ownMetrics = (): readonly Metric[] => {
  const answers = [...counters.all].filter(([name]) => /^\d{3}$/.test(name))
  return [
    {
      name: 'eyas_build_info',
      kind: 'gauge',
      help: 'The version of the edge.',
      samples: [{ labels: { version }, value: 1 }],
    },
    many(
      'eyas_http_answers_total',
      'counter',
      'Answers of this isolate, by status.',
      'status',
      Object.fromEntries(answers),
    ),
    one(
      'eyas_http_throttled_total',
      'counter',
      'Requests refused by this isolate for too many wrong tokens.',
      counters.all.get('throttled') ?? 0,
    ),
  ]
}
