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
  const text = JSON.stringify
  const message = format.jsonIncludeMessageProperty ? `"message":${text(messageOf(alert))},` : ''
  const output = format.jsonIncludeOutputProperty ? `"output":${text(outputOf(alert, format))},` : ''
  const fields = format.jsonIncludeOutputFieldsProperty ? `"output_fields":${fieldsJson(alert, format)},` : ''
  const sorted = format.jsonIncludeTagsProperty ? `"tags":${text([...new Set(tags)].sort(byBytes))},` : ''
  return (
    `{"hostname":${text(hostname)},${message}${output}${fields}"priority":${text(priority)},"rule":${text(rule)},` +
    `"source":${text(source)},${sorted}"time":"${jsonTime(timeNs)}"}`
  )
}

/** The fields of the output, with the time that stands in front of it; alerts of eyas itself have no such front in Falco. */
function fieldsJson({ fields, timeNs, source, rule }: Sealed, { timeFormatIso8601 }: AlertFormat): string {
  const time = timeFormatIso8601 ? 'evt.time.iso8601' : 'evt.time'
  const all = source === 'internal' ? fields : { ...fields, [time]: timeNs }
  const members = orderOf(rule, Object.keys(all)).map(({ key, name }) => `${name}:${fieldJson(key, all[key] ?? null)}`)
  return `{${members.join(',')}}`
}

/** A key of the output fields, and the same as JSON. */
interface Key {
  readonly key: string
  readonly name: string
}

/** By rule, its keys as they came last and in the order of their bytes: alerts of one rule mostly have the same ones. */
const orders = new Map<string, { readonly given: readonly string[]; readonly sorted: readonly Key[] }>()

function orderOf(rule: string, given: readonly string[]): readonly Key[] {
  const known = orders.get(rule)
  if (known?.given.length === given.length && known.given.every((key, i) => key === given[i])) return known.sorted
  const sorted = given.toSorted(byBytes).map((key) => ({ key, name: JSON.stringify(key) }))
  orders.set(rule, { given, sorted })
  return sorted
}

function fieldJson(key: string, value: FieldValue): string {
  if (typeof value === 'bigint') return value.toString()
  return typeof value === 'number' && hasFraction(key) ? jsonDouble(value) : JSON.stringify(value)
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
