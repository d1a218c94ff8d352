/** The event types that can be passed over: no rule reads them, and nothing is learnt of processes from them. */
import { eventTypes } from '#schema/events'
import { isFollowed } from '#schema/followed-calls'
import type { ManifestRule } from '#schema/manifest'

/** A byte for each code of an event type, 1 if its events can be passed over under these rules, switched on or not. */
export function unreadTypes(rules: readonly Pick<ManifestRule, 'eventTypes'>[]): Uint8Array {
  const bytes = new Uint8Array(Math.max(...eventTypes.map(({ code }) => code)) + 1)
  if (rules.some((rule) => rule.eventTypes.length === 0)) return bytes
  const read = new Set(rules.flatMap((rule) => rule.eventTypes))
  for (const { name, code, body } of eventTypes) {
    const isChange = body === 'process_body' || body === 'exit_body' || isFollowed(name)
    if (!isChange && !read.has(name)) bytes[code] = 1
  }
  return bytes
}
