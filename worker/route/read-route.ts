/** Reads the routing tree, each route with what it inherits. */
import type { Section } from '../config/section.ts'
import { matchersText } from '../matchers/matcher.ts'
import { readMatcherKeys } from './read-matchers.ts'
import type { Route } from './routing.ts'

/** The names that routes may refer to. */
export interface KnownNames {
  readonly receivers: ReadonlySet<string>
  readonly intervals: ReadonlySet<string>
}

type Inherited = Pick<
  Route,
  'receiver' | 'groupBy' | 'groupWaitMs' | 'groupIntervalMs' | 'repeatIntervalMs' | 'key' | 'path'
>

const maxDepth = 32

const defaults: Inherited = {
  key: '',
  path: '',
  receiver: '',
  groupBy: [],
  groupWaitMs: 30_000,
  groupIntervalMs: 300_000,
  repeatIntervalMs: 4 * 3_600_000,
}

/** Reads the root and everything below it. */
export const readRoute = (section: Section, names: KnownNames): Route => {
  for (const key of ['match', 'match_re', 'matchers', 'continue', 'mute_time_intervals', 'active_time_intervals'])
    if (section.item(key) !== undefined) section.fault('not_at_root', key, 'the root takes every alert at every time')
  if (section.text('receiver') === '') section.fault('missing', 'receiver', 'the root must name a receiver')
  return readBelow(section, names, defaults, 0, 0)
}

const readBelow = (section: Section, names: KnownNames, from: Inherited, index: number, depth: number): Route => {
  const matchers = readMatcherKeys(section)
  const isRoot = depth === 0
  const inherited: Inherited = {
    key: isRoot ? '{}' : `${from.key}/${matchersText(matchers)}/${index}`,
    path: isRoot ? '' : from.path === '' ? String(index) : `${from.path}.${index}`,
    receiver: readReceiver(section, names, from.receiver),
    groupBy: readGroupBy(section, from.groupBy),
    groupWaitMs: section.duration('group_wait', from.groupWaitMs),
    groupIntervalMs: readInterval(section, 'group_interval', from.groupIntervalMs),
    repeatIntervalMs: readInterval(section, 'repeat_interval', from.repeatIntervalMs),
  }
  if (depth >= maxDepth) section.fault('too_deep', 'routes', `must be at most ${maxDepth} levels deep`)
  const children = depth >= maxDepth ? [] : section.items('routes')
  const route: Route = {
    ...inherited,
    matchers,
    muteTimes: readIntervalNames(section, 'mute_time_intervals', names),
    activeTimes: readIntervalNames(section, 'active_time_intervals', names),
    goesOn: section.flag('continue', false),
    children: children.map((item, at) => readBelow(item.section(), names, inherited, at, depth + 1)),
  }
  section.finish()
  return route
}

const readReceiver = (section: Section, names: KnownNames, inherited: string): string => {
  const receiver = section.text('receiver', inherited)
  if (receiver !== '' && !names.receivers.has(receiver))
    section.fault('unknown_receiver', 'receiver', `${receiver.slice(0, 100)} is not defined under receivers`)
  return receiver
}

const readGroupBy = (section: Section, inherited: Route['groupBy']): Route['groupBy'] => {
  if (section.item('group_by') === undefined) return inherited
  const names = section.items('group_by').map((item) => item.text())
  if (new Set(names).size < names.length) section.fault('name_twice', 'group_by', 'must not name a label twice')
  if (!names.includes('...')) return names
  if (names.length > 1) section.fault('not_alone', 'group_by', "'...' must stand alone")
  return 'all'
}

const readInterval = (section: Section, key: string, inherited: number): number => {
  const ms = section.duration(key, inherited)
  if (ms > 0) return ms
  section.fault('too_short', key, 'must be more than 0')
  return inherited
}

const readIntervalNames = (section: Section, key: string, names: KnownNames): readonly string[] =>
  section.items(key).map((item) => {
    const name = item.text()
    if (!names.intervals.has(name))
      item.fault('unknown_interval', `${name.slice(0, 100)} is not defined under time_intervals`)
    return name
  })
