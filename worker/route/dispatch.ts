/** Hands alerts on from the correlator's outbox to the notifiers, each route by itself, in order. */
import type { Bindings } from '../bindings.ts'
import { sha256Hex } from '../digest/sha256.ts'
import type { NotifierApi } from '../notify/notifier-api.ts'
import type { OutboundRow, StandingStore } from './standing-store.ts'

/** The notifier of a route. */
export const notifierOf = (env: Bindings, tenant: string, routeKey: string): NotifierApi =>
  env.NOTIFIER.getByName(`${tenant}/${sha256Hex(routeKey).slice(0, 32)}`)

/** Hands on all that waits. Throws if any notifier could not take its part, after the others have. */
export const dispatchAll = async (store: StandingStore, env: Bindings, tenant: string): Promise<void> => {
  for (let rows = store.waiting(64); rows.length > 0; rows = store.waiting(64)) {
    const byRoute = Map.groupBy(rows, (row) => row.route)
    const outcomes = await Promise.allSettled(
      [...byRoute.values()].map((part) => dispatchRoute(part, store, env, tenant)),
    )
    const failed = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failed !== undefined) throw new Error('a notifier could not take its alerts', { cause: failed.reason })
  }
}

const dispatchRoute = async (
  rows: readonly OutboundRow[],
  store: StandingStore,
  env: Bindings,
  tenant: string,
): Promise<void> => {
  const routing = store.routing()
  for (const { position, route, updates } of rows) {
    if (routing !== undefined) {
      const notifier = notifierOf(env, tenant, route)
      if ((await notifier.take(routing.version, updates)) === 'stale') {
        await notifier.configure(route, routing)
        await notifier.take(routing.version, updates)
      }
    }
    store.confirm(position)
  }
}
