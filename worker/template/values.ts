/** The values that templates see, and what each looks like as text. */
import type { Labels } from '../matchers/labels.ts'

/** Labels or annotations. */
export class Pairs {
  readonly all: Labels
  constructor(all: Labels) {
    this.all = all
  }

  get sorted(): readonly { readonly Name: string; readonly Value: string }[] {
    return Object.entries(this.all)
      .map(([Name, Value]) => ({ Name, Value }))
      .sort((left, right) => order(left.Name) - order(right.Name) || (left.Name < right.Name ? -1 : 1))
  }

  without(names: readonly unknown[]): Pairs {
    return new Pairs(Object.fromEntries(Object.entries(this.all).filter(([name]) => !names.includes(name))))
  }
}

/** `alertname` comes first. */
const order = (name: string): number => (name === 'alertname' ? 0 : 1)

/** A moment. */
export class Time {
  readonly ms: number
  constructor(ms: number) {
    this.ms = ms
  }

  /** The moment in UTC in a layout of Go. */
  format(layout: string): string {
    const date = new Date(this.ms)
    const pad = (number: number): string => String(number).padStart(2, '0')
    const parts: Readonly<Record<string, string>> = {
      '2006': String(date.getUTCFullYear()),
      January: monthNames[date.getUTCMonth()] ?? '',
      Jan: monthNames[date.getUTCMonth()]?.slice(0, 3) ?? '',
      Monday: dayNames[date.getUTCDay()] ?? '',
      Mon: dayNames[date.getUTCDay()]?.slice(0, 3) ?? '',
      MST: 'UTC',
      'Z07:00': 'Z',
      '-0700': '+0000',
      '.000': `.${String(date.getUTCMilliseconds()).padStart(3, '0')}`,
      '01': pad(date.getUTCMonth() + 1),
      '02': pad(date.getUTCDate()),
      '15': pad(date.getUTCHours()),
      '04': pad(date.getUTCMinutes()),
      '05': pad(date.getUTCSeconds()),
    }
    return layout.replaceAll(
      /2006|January|Jan|Monday|Mon|MST|Z07:00|-0700|\.000|01|02|15|04|05/g,
      (part) => parts[part] ?? part,
    )
  }
}

const monthNames = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October'],
  ...['November', 'December'],
]
const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** Text that needs no escaping. */
export class Safe {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** A value as Go prints it. */
export const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return '<no value>'
  if (value instanceof Safe) return value.text
  if (value instanceof Time) return value.format('2006-01-02 15:04:05 -0700 MST')
  if (value instanceof Pairs) return `map[${value.sorted.map(({ Name, Value }) => `${Name}:${Value}`).join(' ')}]`
  if (Array.isArray(value)) return `[${value.map(textOf).join(' ')}]`
  if (typeof value === 'object') return `{${Object.values(value).map(textOf).join(' ')}}`
  return String(value)
}

/** Whether `if` takes a value for true: all but nothing, zero, false and what is empty. */
export const isTruth = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.length > 0
  if (value instanceof Pairs) return Object.keys(value.all).length > 0
  if (value instanceof Safe) return value.text !== ''
  return Boolean(value)
}

/** A field or method of a value; undefined where there is none. */
export const fieldOf = (value: unknown, name: string): unknown => {
  if (value instanceof Pairs) {
    if (name === 'SortedPairs') return value.sorted
    if (name === 'Names') return value.sorted.map((pair) => pair.Name)
    if (name === 'Values') return value.sorted.map((pair) => pair.Value)
    return Object.hasOwn(value.all, name) ? value.all[name] : ''
  }
  if (Array.isArray(value)) {
    if (name === 'Names' || name === 'Values') return value.map((one) => fieldOf(one, name.slice(0, -1)))
    const status = name === 'Firing' ? 'firing' : name === 'Resolved' ? 'resolved' : undefined
    return status && value.filter((one) => fieldOf(one, 'Status') === status)
  }
  if (value instanceof Time) return name === 'Unix' ? Math.floor(value.ms / 1000) : undefined
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  // An own property of an object, whatever it holds.
  return (value as Readonly<Record<string, unknown>>)[name]
}

/** A method that takes arguments; undefined where there is none of the name. */
export const methodOf = (value: unknown, name: string): ((...given: readonly unknown[]) => unknown) | undefined => {
  if (value instanceof Pairs && name === 'Remove')
    return (names) => value.without(Array.isArray(names) ? names : [names])
  if (value instanceof Time && name === 'Format') return (layout) => value.format(textOf(layout))
  return undefined
}
