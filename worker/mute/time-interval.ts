/**
 * Alertmanager's time intervals. An interval contains a moment if each of its kinds that is given (times, weekdays,
 * days of the month, months, years) contains it, in its location.
 */

/** Both ends are included, save that minutes end before `to`. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** One interval; a kind that is missing contains everything. Weekdays count from Sunday, 0. */
export interface TimeInterval {
  readonly minutes?: readonly Range[]
  readonly weekdays?: readonly Range[]
  /** Negative days count from the end of the month: -1 is its last day. */
  readonly daysOfMonth?: readonly Range[]
  readonly months?: readonly Range[]
  readonly years?: readonly Range[]
  /** A zone of the IANA database. */
  readonly location: string
}

interface LocalTime {
  readonly minute: number
  readonly weekday: number
  readonly day: number
  readonly month: number
  readonly year: number
}

/** Whether a moment lies in an interval. */
export const containsTime = (interval: TimeInterval, nowMs: number): boolean => {
  const local = localTime(interval.location, nowMs)
  return (
    isIn(interval.minutes, (range) => local.minute >= range.from && local.minute < range.to) &&
    isIn(interval.weekdays, holds(local.weekday)) &&
    isIn(interval.daysOfMonth, (range) => holdsDay(range, local)) &&
    isIn(interval.months, holds(local.month)) &&
    isIn(interval.years, holds(local.year))
  )
}

/** Whether the runtime knows a zone. */
export const isLocation = (location: string): boolean => {
  try {
    formatOf(location)
    return true
  } catch {
    // The constructor throws for names that are no zone: that is the answer.
    return false
  }
}

const isIn = (ranges: readonly Range[] | undefined, holdsIn: (range: Range) => boolean): boolean =>
  ranges === undefined || ranges.some(holdsIn)

const holds =
  (value: number) =>
  (range: Range): boolean =>
    value >= range.from && value <= range.to

/** Ends beyond the month are drawn into it; a range that lies beyond it altogether holds no day. */
const holdsDay = ({ from, to }: Range, { day, month, year }: LocalTime): boolean => {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const absolute = (end: number): number => (end < 0 ? length + end + 1 : end)
  return absolute(from) <= length && day >= Math.max(1, absolute(from)) && day <= Math.min(length, absolute(to))
}

const formats = new Map<string, Intl.DateTimeFormat>()

const formatOf = (location: string): Intl.DateTimeFormat => {
  const known = formats.get(location)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone: location,
    weekday: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  })
  formats.set(location, made)
  return made
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

const localTime = (location: string, nowMs: number): LocalTime => {
  const parts = new Map(
    formatOf(location)
      .formatToParts(nowMs)
      .map(({ type, value }) => [type, value]),
  )
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type) ?? 0)
  return {
    minute: number('hour') * 60 + number('minute'),
    weekday: weekdays.indexOf(parts.get('weekday') ?? ''),
    day: number('day'),
    month: number('month'),
    year: number('year'),
  }
}
