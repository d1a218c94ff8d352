/** An alert as Falco prints it, byte for byte, as text or as JSON. What goes to a terminal is made visible by the caller. */
import type { Alert, FieldValue } from '#schema/alert'
import type { AlertFormat } from './alert-format.ts'
import { hasFraction, jsonDouble } from './json-double.ts'
import { jsonTime, lineTime, timeOfDay } from './time.ts'

type Sealed = Omit<Alert, 'seq'>

/** One line, without the end of the line. */
export const formatAlert = (alert: Sealed, format: AlertFormat): string =>
  format.jsonOutput ? alertJson(alert, format) : alertText(alert, format)

/** The rule's output without the time and the priority in front of it. */
export function messageOf({ output, timeNs, priority }: Sealed): string {
  const front = `${lineTime(timeNs)}: ${priority} `
  return output.startsWith(front) ? output.slice(front.length) : output
}

/** Falco's line; characters that would break it are escaped as in JSON, quotes and backslashes too. */
function alertText(alert: Sealed, format: AlertFormat): string {
  return JSON.stringify(outputOf(alert, format)).slice(1, -1)
}

function outputOf(alert: Sealed, { timeFormatIso8601 }: AlertFormat): string {
  const time = timeFormatIso8601 ? lineTime(alert.timeNs) : timeOfDay(alert.timeNs)
  return `${time}: ${alert.priority} ${messageOf(alert)}`
}

/** Falco's keys in Falco's order, which is that of their bytes. Integers past 2^53 keep all their digits. */
function alertJson(alert: Sealed, format: AlertFormat): string {
  const { hostname, priority, rule, source, tags, timeNs } = alert
  return JSON.stringify(
    {
      hostname,
      ...(format.jsonIncludeMessageProperty ? { message: messageOf(alert) } : {}),
      ...(format.jsonIncludeOutputProperty ? { output: outputOf(alert, format) } : {}),
      ...(format.jsonIncludeOutputFieldsProperty ? { output_fields: fieldsOf(alert, format) } : {}),
      priority,
      rule,
      source,
      ...(format.jsonIncludeTagsProperty ? { tags: [...new Set(tags)].sort(byBytes) } : {}),
      time: jsonTime(timeNs),
    },
    (_key, value: unknown) => (typeof value === 'bigint' ? JSON.rawJSON(value.toString()) : value),
  )
}

/** The fields of the output, with the time that stands in front of it; alerts of eyas itself have no such front in Falco. */
function fieldsOf({ fields, timeNs, source }: Sealed, { timeFormatIso8601 }: AlertFormat): Record<string, FieldValue> {
  const time = timeFormatIso8601 ? 'evt.time.iso8601' : 'evt.time'
  const given = Object.entries(fields).map(([key, value]): [string, FieldValue] => [key, fractional(key, value)])
  const all: [string, FieldValue][] = source === 'internal' ? given : [...given, [time, timeNs]]
  return Object.fromEntries(all.sort(([a], [b]) => byBytes(a, b)))
}

function fractional(key: string, value: FieldValue): FieldValue {
  if (typeof value !== 'number' || !hasFraction(key)) return value
  // JSON.stringify writes it as it stands.
  return JSON.rawJSON(jsonDouble(value)) as unknown as FieldValue
}

/** The order of UTF-8 is that of code points, which differs from that of UTF-16 where there are surrogates. */
function byBytes(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  let at = 0
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++
  if (at === length) return a.length - b.length
  const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)]
  const isSurrogate = (code: number): boolean => code >= 0xd800 && code < 0xe000
  return isSurrogate(left) === isSurrogate(right) ? left - right : isSurrogate(left) ? 1 : -1
}
