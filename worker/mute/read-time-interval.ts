/** Reads `time_intervals` of an alertmanager.yml. */
import type { Item, Section } from '../config/section.ts'
import { isLocation, type Range, type TimeInterval } from './time-interval.ts'

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const months = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october'],
  ...['november', 'december'],
]

/** Every named interval of a document; both spellings of the list are read. */
export const readTimeIntervals = (root: Section): ReadonlyMap<string, readonly TimeInterval[]> => {
  const named = new Map<string, readonly TimeInterval[]>()
  for (const key of ['time_intervals', 'mute_time_intervals'])
    for (const item of root.items(key)) {
      const section = item.section()
      const name = section.text('name')
      if (name === '') section.fault('name_missing', 'name', 'must be given')
      if (named.has(name)) section.fault('name_twice', 'name', `${name} is defined twice`)
      named.set(
        name,
        section.items('time_intervals').map((one) => readInterval(one.section())),
      )
      section.finish()
    }
  return named
}

const readInterval = (section: Section): TimeInterval => {
  const minutes = section.item('times')?.items().map(readTimes)
  const ranges = (key: string, read: (item: Item) => Range): readonly Range[] | undefined =>
    section.item(key)?.items().map(read)
  const interval = {
    ...given('minutes', minutes),
    ...given('weekdays', ranges('weekdays', named(weekdays, 0))),
    ...given('daysOfMonth', ranges('days_of_month', numbered(-31, 31))),
    ...given('months', ranges('months', named(months, 1))),
    ...given('years', ranges('years', numbered(1, 9999))),
    location: readLocation(section),
  }
  section.finish()
  return interval
}

const given = <Key extends string>(
  key: Key,
  ranges: readonly Range[] | undefined,
): Readonly<Partial<Record<Key, readonly Range[]>>> =>
  // One key of the record above, or none of them.
  (ranges === undefined ? {} : { [key]: ranges }) as Partial<Record<Key, readonly Range[]>>

const readLocation = (section: Section): string => {
  const location = section.text('location', 'UTC')
  const zone = location === 'Local' ? 'UTC' : location
  if (isLocation(zone)) return zone
  section.fault(
    'not_a_location',
    'location',
    `${location.slice(0, 64)} is no time zone; write one such as Europe/Berlin`,
  )
  return 'UTC'
}

const readTimes = (item: Item): Range => {
  const section = item.section()
  const range = { from: readMinute(section, 'start_time'), to: readMinute(section, 'end_time') }
  if (range.from >= range.to) item.fault('backwards', 'start_time must lie before end_time; split it at midnight')
  section.finish()
  return range
}

const readMinute = (section: Section, key: string): number => {
  const [, hour, minute] = /^(\d{2}):(\d{2})$/.exec(section.text(key)) ?? []
  const total = Number(hour) * 60 + Number(minute)
  if (Number(minute) < 60 && total <= 1440) return total
  section.fault('not_a_time', key, 'must be a time from 00:00 to 24:00')
  return 0
}

/** `monday:friday`, or numbers where months are meant. */
const named =
  (names: readonly string[], base: number) =>
  (item: Item): Range => {
    const numberOf = (word: string): number => {
      const index = names.indexOf(word.trim().toLowerCase())
      if (index >= 0) return index + base
      return base === 1 && /^\d{1,2}$/.test(word.trim()) ? Number(word) : Number.NaN
    }
    return readRange(item, numberOf, base, names.length - 1 + base)
  }

const numbered =
  (least: number, most: number) =>
  (item: Item): Range =>
    readRange(item, (word) => (/^-?\d{1,4}$/.test(word.trim()) ? Number(word) : Number.NaN), least, most)

const readRange = (item: Item, numberOf: (word: string) => number, least: number, most: number): Range => {
  const words = item.text().split(':')
  const from = numberOf(words[0] ?? '')
  const to = words.length === 1 ? from : numberOf(words[1] ?? '')
  const isValid = (end: number): boolean => end >= least && end <= most && !(least < 0 && end === 0)
  if (words.length > 2 || !isValid(from) || !isValid(to)) item.fault('not_a_range', 'must be one value or from:to')
  else if (from > to && from < 0 === to < 0) item.fault('backwards', 'must not end before it begins')
  else if (from < 0 && to > 0) item.fault('backwards', 'must not begin from the end and end from the beginning')
  else return { from, to }
  return { from: 0, to: -1 }
}
