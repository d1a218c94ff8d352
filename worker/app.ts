/** The edge's routes, wired together. */
import { Hono, type MiddlewareHandler } from 'hono'
import { identify } from './access/identify.ts'
import { session } from './access/route.ts'
import { fail } from './answer.ts'
import { openApiRoute } from './api/route.ts'
import { apiV2 } from './api-v2/route.ts'
import { audit } from './audit/route.ts'
import type { EdgeEnv } from './bindings.ts'
import { type ConsoleFiles, consoleRoutes } from './console/route.ts'
import { dedupeConfig } from './dedupe/route.ts'
import { falco, prometheusAlerts } from './foreign/route.ts'
import { ingest } from './ingest/route.ts'
import { stream } from './live/route.ts'
import { counters } from './metrics/counters.ts'
import { metrics } from './metrics/route.ts'
import { silences } from './mute/route.ts'
import { nodes } from './nodes/route.ts'
import { deliveries } from './notify/route.ts'
import { retentionConfig } from './query/retention-route.ts'
import { alerts, incidents } from './query/route.ts'
import { rules } from './query/rules-route.ts'
import { modules } from './registry/route.ts'
import { routes, routingConfig } from './route/route.ts'
import { correlationConfig } from './sigma/route.ts'
import { version } from './version.ts'

/** Counts answers by status, and keeps them out of every cache. */
const counted: MiddlewareHandler<EdgeEnv> = async (c, next) => {
  await next()
  counters.add(String(c.res.status))
  if (c.res.status !== 101) c.res.headers.set('cache-control', 'no-store')
}

/** The application, with the files of its console. */
export const createApp = (files: ConsoleFiles): Hono<EdgeEnv> => {
  const app = new Hono<EdgeEnv>()
  app.get('/healthz', (c) => c.json({ ok: true, version }))
  // Where probes of an Alertmanager look.
  for (const path of ['/-/healthy', '/-/ready']) app.get(path, (c) => c.text('OK'))
  for (const path of ['/v1/*', '/api/*', '/falco', '/metrics']) {
    app.use(path, counted)
    app.use(path, identify)
  }
  app.route('/v1/ingest', ingest)
  app.route('/v1/openapi.json', openApiRoute)
  app.route('/v1/audit', audit)
  app.route('/v1/rules', rules)
  app.route('/v1/modules', modules)
  app.route('/v1/config/retention', retentionConfig)
  app.route('/metrics', metrics)
  app.route('/v1/session', session)
  app.route('/v1/nodes', nodes)
  app.route('/v1/incidents', incidents)
  app.route('/v1/alerts', alerts)
  app.route('/v1/config/dedupe', dedupeConfig)
  app.route('/v1/stream', stream)
  app.route('/v1/silences', silences)
  app.route('/v1/deliveries', deliveries)
  app.route('/v1/config/routing', routingConfig)
  app.route('/v1/config/correlations', correlationConfig)
  app.route('/v1/routes', routes)
  app.route('/api/v2', apiV2)
  app.route('/api/v2/alerts', prometheusAlerts)
  app.route('/falco', falco)
  app.route('/', consoleRoutes(files))
  app.notFound((c) =>
    fail(c, 404, 'not_found', `There is nothing at ${c.req.path.slice(0, 256)}.`, 'See /v1/incidents.'),
  )
  app.onError((error, c) => {
    console.error(`${c.req.method} ${c.req.path}`, error)
    c.header('retry-after', '2')
    return fail(c, 503, 'unavailable', 'The edge could not finish this.', 'Try again; its log has the cause.')
  })
  return app
}
