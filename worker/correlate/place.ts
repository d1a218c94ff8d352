/**
 * Puts an alert where it belongs.
 *
 * Two alerts belong together if they share a key and lie at most `gapNs` apart; incidents are what that connects. Each
 * key keeps the intervals of time in which it was seen, at least a gap apart from each other, and each interval
 * belongs to one incident. A new alert reaches the intervals near it; if they belong to several incidents, those
 * become one. The earliest alert names the incident, so the outcome depends on which alerts there are, never on the
 * order in which they came.
 */
import { type Entry, entryOf, mergeEntries } from './entry.ts'
import { keysOf, type Occurrence } from './occurrence.ts'
import { incidentIdOf, mergeSummaries, type Summary, summaryOfEntry } from './summary.ts'

/** How long a key goes quiet before what follows is another incident: 30 minutes. */
export const defaultGapNs = 30n * 60n * 1_000_000_000n

/** A time in which a key was seen without a gap. */
export interface Interval {
  readonly key: string
  readonly firstNs: bigint
  readonly lastNs: bigint
  readonly incident: string
}

/** Where incidents are kept. */
export interface IncidentStore {
  /** The intervals of a key that reach into a span of time, ends included. */
  intervals(key: string, fromNs: bigint, toNs: bigint): readonly Interval[]
  removeInterval(interval: Interval): void
  putInterval(interval: Interval): void
  summary(incident: string): Summary
  putSummary(incident: string, summary: Summary): void
  entry(incident: string, fingerprint: string): Entry | undefined
  putEntry(incident: string, entry: Entry): void
  /** Gives everything of one incident to another, entries of one fingerprint merged, and forgets its summary. */
  absorb(from: string, into: string): void
}

/** What is written at once. An interval that was removed and put again under the same key and beginning is replaced. */
export interface Writes {
  readonly summaries: readonly (readonly [incident: string, summary: Summary])[]
  readonly entries: readonly (readonly [incident: string, entry: Entry])[]
  readonly removed: readonly Interval[]
  readonly intervals: readonly Interval[]
}

/** A store that answers and takes many at once. What it does not have is left out of its answers. */
export interface BulkStore extends IncidentStore {
  intervalsOf(keys: readonly string[]): ReadonlyMap<string, readonly Interval[]>
  summariesOf(incidents: readonly string[]): ReadonlyMap<string, Summary>
  /** By incident, then by fingerprint. */
  entriesOf(asked: readonly (readonly [incident: string, fingerprint: string])[]): readonly (readonly [string, Entry])[]
  write(writes: Writes): void
}

/** Where an alert went, and which incidents went there with it. */
export interface Placement {
  readonly incident: string
  readonly absorbed: readonly string[]
}

/** Adds one alert to the incidents of a store. */
export const place = (occurrence: Occurrence, store: IncidentStore, gapNs = defaultGapNs): Placement =>
  placeEntry(entryOf(occurrence), store, gapNs)

/**
 * Adds repeats that share all of their keys, the first and the last at most a gap apart. They are connected by
 * themselves, so they join what any of them would have joined.
 */
export const placeEntry = (entry: Entry, store: IncidentStore, gapNs = defaultGapNs): Placement => {
  const span = { firstNs: entry.first.timeNs, lastNs: entry.sample.alert.timeNs }
  const near = keysOf(entry.sample).map((key) => ({
    key,
    hits: store.intervals(key, span.firstNs - gapNs, span.lastNs + gapNs),
  }))
  const joined = [...new Set(near.flatMap(({ hits }) => hits.map((hit) => hit.incident)))].sort()
  const summaries = joined.map((id) => store.summary(id))
  const summary = summaries.reduce(mergeSummaries, summaryOfEntry(entry))
  // An incident that began first of all keeps its id, which need not be derived again.
  const oldest = summaries.findIndex(({ first }) => first.id === summary.first.id)
  const incident = joined[oldest] ?? incidentIdOf(summary)
  const absorbed = joined.filter((id) => id !== incident)
  for (const id of absorbed) store.absorb(id, incident)
  store.putSummary(incident, summary)
  for (const { key, hits } of near) extend(store, key, hits, span, incident)
  const before = store.entry(incident, entry.fingerprint)
  store.putEntry(incident, before === undefined ? entry : mergeEntries(before, entry))
  return { incident, absorbed }
}

interface Span {
  readonly firstNs: bigint
  readonly lastNs: bigint
}

const extend = (store: IncidentStore, key: string, hits: readonly Interval[], span: Span, incident: string): void => {
  const [only] = hits
  if (hits.length === 1 && only?.incident === incident && only.firstNs <= span.firstNs && span.lastNs <= only.lastNs)
    return
  let { firstNs, lastNs } = span
  for (const hit of hits) {
    if (hit.firstNs < firstNs) firstNs = hit.firstNs
    if (hit.lastNs > lastNs) lastNs = hit.lastNs
    store.removeInterval(hit)
  }
  store.putInterval({ key, firstNs, lastNs, incident })
}
