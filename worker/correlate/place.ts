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
import type { Occurrence } from './occurrence.ts'
import { incidentIdOf, mergeSummaries, type Summary, summaryOfEntry } from './summary.ts'
import { keysOf, nothingCut } from './ties.ts'

/** How long a key goes quiet before what follows is another incident: 30 minutes. */
export const gapNs = 30n * 60n * 1_000_000_000n

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
export const place = (occurrence: Occurrence, store: IncidentStore, isCut = nothingCut): Placement =>
  placeEntry(entryOf(occurrence), store, isCut)

/**
 * Adds repeats that share all of their keys, the first and the last at most a gap apart. They are connected by
 * themselves, so they join what any of them would have joined.
 */
export const placeEntry = (entry: Entry, store: IncidentStore, isCut = nothingCut): Placement => {
  const span = { firstNs: entry.first.timeNs, lastNs: entry.sample.alert.timeNs }
  const placement = connect(keysOf(entry.sample, isCut), span, summaryOfEntry(entry), undefined, store)
  const { incident } = placement
  const before = store.entry(incident, entry.fingerprint)
  store.putEntry(incident, before === undefined ? entry : mergeEntries(before, entry))
  return placement
}

/** An alert of an incident turns out to have more keys at a time: what they reach joins it. */
export const tieTo = (incident: string, keys: readonly string[], timeNs: bigint, store: IncidentStore): Placement =>
  connect(keys, { firstNs: timeNs, lastNs: timeNs }, undefined, incident, store)

/** Makes two incidents one, since somebody says so. What shares a key with either joins it from now on. */
export const join = (one: string, other: string, store: IncidentStore): Placement =>
  become([one, other].sort(), undefined, store)

/** What keys reach within the gap becomes one incident, with a summary or an incident that has them. */
const connect = (
  keys: readonly string[],
  span: Span,
  added: Summary | undefined,
  owner: string | undefined,
  store: IncidentStore,
): Placement => {
  const near = keys.map((key) => ({
    key,
    hits: store.intervals(key, span.firstNs - gapNs, span.lastNs + gapNs),
  }))
  const reached = new Set(near.flatMap(({ hits }) => hits.map((hit) => hit.incident)))
  if (owner !== undefined) reached.add(owner)
  const placement = become([...reached].sort(), added, store)
  for (const { key, hits } of near) extend(store, key, hits, span, placement.incident)
  return placement
}

/** Makes one of incidents and a summary; at least one of either there must be. */
const become = (joined: readonly string[], added: Summary | undefined, store: IncidentStore): Placement => {
  const summaries = joined.map((id) => store.summary(id))
  const [first, ...others] = summaries.concat(added ?? [])
  if (first === undefined) throw new Error('an incident is made of nothing')
  const summary = others.reduce(mergeSummaries, first)
  // The incident that began first of all keeps its id, which need not be derived again.
  const incident = joined[summaries.findIndex((one) => one.first.id === summary.first.id)] ?? incidentIdOf(summary)
  const absorbed = joined.filter((id) => id !== incident)
  for (const id of absorbed) store.absorb(id, incident)
  store.putSummary(incident, summary)
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
