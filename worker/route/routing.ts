/** What an alertmanager.yml says, ready to be asked. */
import type { Labels } from '../matchers/labels.ts'
import { labelOf } from '../matchers/labels.ts'
import { goQuote, type Matcher, matchAll } from '../matchers/matcher.ts'
import type { InhibitRule } from '../mute/inhibit.ts'
import { containsTime, type TimeInterval } from '../mute/time-interval.ts'
import type { Integration } from '../notify/integration.ts'

/** A node of the tree, with what it inherits filled in. */
export interface Route {
  /** Names the node as long as the matchers on the way to it and its place stay the same. */
  readonly key: string
  /** Where it stands: `0.2` is the third child of the first child of the root, which is empty. */
  readonly path: string
  readonly receiver: string
  readonly matchers: readonly Matcher[]
  readonly groupBy: readonly string[] | 'all'
  readonly groupWaitMs: number
  readonly groupIntervalMs: number
  readonly repeatIntervalMs: number
  readonly muteTimes: readonly string[]
  readonly activeTimes: readonly string[]
  readonly goesOn: boolean
  readonly children: readonly Route[]
}

/** A whole configuration. */
export interface Routing {
  readonly resolveTimeoutMs: number
  readonly root: Route
  readonly receivers: ReadonlyMap<string, readonly Integration[]>
  readonly inhibitRules: readonly InhibitRule[]
  readonly timeIntervals: ReadonlyMap<string, readonly TimeInterval[]>
}

/** The routes that an alert takes: the deepest that match, on through siblings only where a route says so. */
export const routesOf = (route: Route, labels: Labels): readonly Route[] => {
  if (!matchAll(route.matchers, labels)) return []
  const found: Route[] = []
  for (const child of route.children) {
    const matched = routesOf(child, labels)
    found.push(...matched)
    if (matched.length > 0 && !child.goesOn) break
  }
  return found.length > 0 ? found : [route]
}

/** All routes of a tree. */
export const allRoutes = (route: Route): readonly Route[] => [route, ...route.children.flatMap(allRoutes)]

/** The labels that a route groups an alert by. */
export const groupLabelsOf = (route: Route, labels: Labels): Labels => {
  if (route.groupBy === 'all') return labels
  return Object.fromEntries(
    route.groupBy.filter((name) => labelOf(labels, name) !== '').map((name) => [name, labelOf(labels, name)]),
  )
}

/** The key of a group, in the form of Alertmanager's. */
export const groupKeyOf = (route: Route, groupLabels: Labels): string => {
  const pairs = Object.entries(groupLabels).sort(([left], [right]) => (left < right ? -1 : 1))
  return `${route.key}:{${pairs.map(([name, value]) => `${name}=${goQuote(value)}`).join(', ')}}`
}

/** The interval that keeps a route quiet at a time, or undefined. `outside` names active ones, none of which holds. */
export const quietOf = (routing: Routing, route: Route, nowMs: number): string | undefined => {
  const isNow = (name: string): boolean =>
    (routing.timeIntervals.get(name) ?? []).some((interval) => containsTime(interval, nowMs))
  const muted = route.muteTimes.find(isNow)
  if (muted !== undefined) return muted
  if (route.activeTimes.length === 0 || route.activeTimes.some(isNow)) return undefined
  return `outside ${route.activeTimes.join(', ')}`
}
