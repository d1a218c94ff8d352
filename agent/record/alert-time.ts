/** When the alert happened that a person names. */
import type { AlertJson } from '#schema/incident'
import type { EdgeClient } from '../edge-client/edge-client.ts'

/** From one time to another, nanoseconds since 1970. */
export interface TimeSpan {
  readonly fromNs: bigint
  readonly toNs: bigint
}

/** No such alert; the message says so. */
export class AlertUnknown extends Error {}

/** Alerts looked through for an id, a page at a time. */
const mostPages = 20
const perPage = 500
const rfc3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|\+00:?00)$/

/** A time such as 2026-11-24T03:08:09.123456789Z; undefined if the text is none. */
export function timeOf(text: string): bigint | undefined {
  const [, seconds = '', fraction = ''] = rfc3339.exec(text) ?? []
  const ms = Date.parse(`${seconds}Z`)
  return Number.isNaN(ms) ? undefined : BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}

/**
 * The time of a text that is a time, an alert's id, or an incident's: then of all its alerts. `edge` is asked only of ids.
 * Throws AlertUnknown and what the edge answers.
 */
export async function timeSpanOf(text: string, edge: () => Promise<EdgeClient>): Promise<TimeSpan> {
  const time = timeOf(text)
  if (time !== undefined) return { fromNs: time, toNs: time }
  const client = await edge()
  if (!text.includes('/')) return spanOf((await client.incident(text)).timeline)
  return spanOf([await alertOf(text, client)])
}

async function alertOf(text: string, client: EdgeClient): Promise<AlertJson> {
  const [node = ''] = text.split('/')
  let cursor: string | null | undefined
  for (let page = 0; page < mostPages && cursor !== null; page++) {
    const { items, cursor: next } = await client.alerts({ node, limit: String(perPage), cursor })
    const found = items.find(({ id }) => id === text)
    if (found !== undefined) return found
    cursor = next
  }
  throw new AlertUnknown(`the edge has no alert '${text}' among its newest ${mostPages * perPage}`)
}

function spanOf(alerts: readonly { readonly firstSeen: string; readonly lastSeen: string }[]): TimeSpan {
  const times = alerts.flatMap(({ firstSeen, lastSeen }) => [timeOf(firstSeen) ?? 0n, timeOf(lastSeen) ?? 0n])
  return {
    fromNs: times.reduce((least, time) => (time < least ? time : least)),
    toNs: times.reduce((most, time) => (time > most ? time : most)),
  }
}
