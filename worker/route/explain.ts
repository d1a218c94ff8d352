/** Where an alert would go now, and what would keep it from being told. */
import type { MuteReason } from '#schema/incident'
import { durationText } from '../config/duration.ts'
import type { Labels } from '../matchers/labels.ts'
import { matchersText } from '../matchers/matcher.ts'
import { groupKeyOf, groupLabelsOf, quietOf, type Route, type Routing, routesOf } from './routing.ts'

/** One route that the alert takes. */
export interface ExplainedRoute {
  readonly path: string
  readonly matchers: string
  readonly receiver: string
  readonly integrations: readonly string[]
  readonly groupKey: string
  readonly groupLabels: Labels
  readonly groupWait: string
  readonly groupInterval: string
  readonly repeatInterval: string
  /** Everything that mutes the alert on this route. */
  readonly mutedBy: readonly MuteReason[]
  readonly notifies: boolean
}

/** The routes of an alert; `mutedBy` is what mutes it on all of them. */
export const explainRoutes = (
  routing: Routing,
  labels: Labels,
  mutedBy: readonly MuteReason[],
  nowMs: number,
): readonly ExplainedRoute[] =>
  routesOf(routing.root, labels).map((route) => {
    const quiet = quietReason(routing, route, nowMs)
    const all = quiet === undefined ? mutedBy : [...mutedBy, quiet]
    const groupLabels = groupLabelsOf(route, labels)
    const integrations = (routing.receivers.get(route.receiver) ?? []).map((integration) => integration.kind)
    return {
      path: route.path,
      matchers: matchersText(route.matchers),
      receiver: route.receiver,
      integrations,
      groupKey: groupKeyOf(route, groupLabels),
      groupLabels,
      groupWait: durationText(route.groupWaitMs),
      groupInterval: durationText(route.groupIntervalMs),
      repeatInterval: durationText(route.repeatIntervalMs),
      mutedBy: all,
      notifies: all.length === 0 && integrations.length > 0,
    }
  })

const quietReason = (routing: Routing, route: Route, nowMs: number): MuteReason | undefined => {
  const name = quietOf(routing, route, nowMs)
  return name === undefined ? undefined : { kind: 'time_interval', id: name, text: `the route is quiet: ${name}` }
}
