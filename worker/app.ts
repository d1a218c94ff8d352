/** The edge's routes, wired together. */
import { Hono } from 'hono'
import { session } from './access/route.ts'
import { fail } from './answer.ts'
import { apiV2 } from './api-v2/route.ts'
import type { Bindings } from './bindings.ts'
import { type ConsoleFiles, consoleRoutes } from './console/route.ts'
import { falco, prometheusAlerts } from './foreign/route.ts'
import { ingest } from './ingest/route.ts'
import { stream } from './live/route.ts'
import { silences } from './mute/route.ts'
import { nodes } from './nodes/route.ts'
import { deliveries } from './notify/route.ts'
import { alerts, incidents } from './query/route.ts'
import { routes, routingConfig } from './route/route.ts'
import { correlationConfig } from './sigma/route.ts'
import { version } from './version.ts'

/** The application, with the files of its console. */
export const createApp = (files: ConsoleFiles): Hono<{ Bindings: Bindings }> => {
  const app = new Hono<{ Bindings: Bindings }>()
  app.get('/healthz', (c) => c.json({ ok: true, version }))
  for (const path of ['/v1/*', '/api/*'])
    app.use(path, async (c, next) => {
      await next()
      if (c.res.status !== 101) c.res.headers.set('cache-control', 'no-store')
    })
  app.route('/v1/ingest', ingest)
  app.route('/v1/session', session)
  app.route('/v1/nodes', nodes)
  app.route('/v1/incidents', incidents)
  app.route('/v1/alerts', alerts)
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
