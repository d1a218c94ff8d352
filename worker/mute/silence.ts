/** A silence: matchers, who set it and why, from when to when. */
import type { Faults } from '../fault.ts'
import { limits } from '../ingest/limits.ts'
import { readFlag, readList, readMap, readText } from '../ingest/read-values.ts'
import type { Labels } from '../matchers/labels.ts'
import { type Matcher, type MatcherText, matchAll, type Operator } from '../matchers/matcher.ts'
import { compileMatchers } from '../matchers/parse-matchers.ts'

/** No silence may be longer: what is never heard of again should be a change of the rules. */
export const maxSilenceMs = 90 * 86_400_000

/** A silence as stored; times in milliseconds since 1970. */
export interface Silence {
  readonly id: string
  readonly matchers: readonly MatcherText[]
  readonly startsMs: number
  readonly endsMs: number
  readonly createdBy: string
  readonly comment: string
  readonly updatedMs: number
}

/** A silence with its matchers ready. */
export interface ReadySilence extends Silence {
  matches(labels: Labels): boolean
}

/** What is asked for; `id` names the silence to change. */
export type SilenceRequest = Omit<Silence, 'id' | 'updatedMs'> & { readonly id?: string | undefined }

/** Where a silence stands in time. */
export type SilenceState = 'pending' | 'active' | 'expired'

/** The state of a silence at a time. */
export const silenceState = (silence: Pick<Silence, 'startsMs' | 'endsMs'>, nowMs: number): SilenceState => {
  if (silence.endsMs <= nowMs) return 'expired'
  return silence.startsMs > nowMs ? 'pending' : 'active'
}

/** Makes a stored silence ready. Its matchers were checked when it was stored. */
export const readySilence = (silence: Silence): ReadySilence => {
  const matchers = compiled(silence.matchers)
  return { ...silence, matches: (labels) => matchAll(matchers, labels) }
}

const compiled = (texts: readonly MatcherText[]): readonly Matcher[] => {
  const parsed = compileMatchers(texts, 'matchers')
  if (parsed.kind === 'faults') throw new Error(`a stored silence does not compile: ${parsed.faults[0]?.hint}`)
  return parsed.matchers
}

/** Reads a silence as Alertmanager's API has it: `{id, matchers, startsAt, endsAt, createdBy, comment}`. */
export const readSilence = (value: unknown, nowMs: number, faults: Faults): SilenceRequest => {
  const map = readMap(value, 'body', faults)
  const startsMs = Math.max(readTime(map.startsAt, 'startsAt', faults), nowMs)
  const endsMs = readTime(map.endsAt, 'endsAt', faults)
  if (endsMs <= nowMs) faults.add('in_the_past', 'endsAt', 'must lie in the future')
  else if (endsMs <= startsMs) faults.add('backwards', 'endsAt', 'must lie after startsAt')
  else if (endsMs - startsMs > maxSilenceMs)
    faults.add('too_long', 'endsAt', `must be at most ${maxSilenceMs / 86_400_000} days after startsAt`)
  const id = map.id === undefined || map.id === null || map.id === '' ? undefined : readText(map.id, 'id', 64, faults)
  return {
    id,
    matchers: readMatchers(map.matchers, faults),
    startsMs,
    endsMs,
    createdBy: readFilled(map.createdBy, 'createdBy', 256, faults),
    comment: readFilled(map.comment, 'comment', 4096, faults),
  }
}

const readFilled = (value: unknown, place: string, max: number, faults: Faults): string => {
  const text = readText(value, place, max, faults)
  if (text.trim() === '' && typeof value === 'string') faults.add('empty', place, 'must not be empty')
  return text
}

const readTime = (value: unknown, place: string, faults: Faults): number => {
  const ms = parseTime(readText(value, place, 64, faults))
  if (ms !== undefined) return ms
  faults.add('not_a_time', place, 'must be a time such as 2026-01-31T12:00:00Z')
  return 0
}

/** Milliseconds since 1970 of an RFC 3339 time, or undefined. */
export const parseTime = (text: string): number | undefined => {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined
  const ms = Date.parse(text.replace(/(\.\d{3})\d+/, '$1'))
  return Number.isNaN(ms) ? undefined : ms
}

const readMatchers = (value: unknown, faults: Faults): readonly MatcherText[] => {
  const texts = readList(value, 'matchers', 64, faults, (item, place) => readMatcher(item, place, faults))
  const parsed = compileMatchers(texts, 'matchers')
  if (parsed.kind === 'faults') for (const { code, place, hint } of parsed.faults) faults.add(code, place, hint)
  else if (parsed.matchers.every((matcher) => matcher.matches({})))
    faults.add('matches_everything', 'matchers', 'at least one must ask for a label that is not empty')
  return texts
}

const readMatcher = (value: unknown, place: string, faults: Faults): MatcherText => {
  const map = readMap(value, place, faults)
  const isRegex = readFlag(map.isRegex ?? false, `${place}.isRegex`, faults)
  const isEqual = readFlag(map.isEqual ?? true, `${place}.isEqual`, faults)
  const operator: Operator = isEqual ? (isRegex ? '=~' : '=') : isRegex ? '!~' : '!='
  return {
    name: readFilled(map.name, `${place}.name`, limits.fieldName, faults),
    operator,
    value: readText(map.value, `${place}.value`, 4096, faults),
  }
}

/** A silence as Alertmanager's API shows it. */
export const silenceJson = (silence: Silence, nowMs: number) => ({
  id: silence.id,
  matchers: silence.matchers.map(({ name, operator, value }) => ({
    name,
    value,
    isRegex: operator.endsWith('~'),
    isEqual: operator.startsWith('='),
  })),
  startsAt: new Date(silence.startsMs).toISOString(),
  endsAt: new Date(silence.endsMs).toISOString(),
  updatedAt: new Date(silence.updatedMs).toISOString(),
  createdBy: silence.createdBy,
  comment: silence.comment,
  status: { state: silenceState(silence, nowMs) },
})

/** The JSON of a silence. */
export type SilenceJson = ReturnType<typeof silenceJson>
