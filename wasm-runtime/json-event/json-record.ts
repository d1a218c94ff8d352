/** Writes the record of an event that is JSON: the header, then the values that the rules in force read of it. */
import { jsonEventTypes, jsonValues } from '#schema/json-event'
import { columnOf } from '#schema/layout'
import type { ManifestJsonField } from '#schema/manifest'
import { valueKinds } from '#schema/memory'
import { header, maxRecordBytes } from '#schema/record'
import type { TimedEvent } from './audit-events.ts'
import { type JsonValue, k8sAuditValue } from './k8s-audit-values.ts'

const encoder = new TextEncoder()

/** Texts of Falco end at their first zero byte. */
const bytesOf = (text: string): Uint8Array => encoder.encode(text.split('\0', 1)[0] ?? '')

const encoded = (value: string | readonly string[]): Uint8Array =>
  typeof value === 'string'
    ? bytesOf(value)
    : encoder.encode(value.map((text) => `${text.split('\0', 1)[0]}\0`).join(''))

const kindOf = (value: JsonValue): number =>
  value === undefined ? valueKinds.absent : typeof value === 'string' ? valueKinds.text : valueKinds.list

/** The record of event `number`; `fields` are those of the manifest. Throws if its texts do not fit into one. */
export function jsonRecord(
  { event, timestampNs }: TimedEvent,
  number: number,
  source: string,
  fields: readonly ManifestJsonField[],
): Uint8Array<ArrayBuffer> {
  const type = jsonEventTypes.find((candidate) => candidate.source === source)
  if (type === undefined) throw new Error(`there are no events of the source '${source}'`)
  const values = fields.map((asked) =>
    asked.source === source ? k8sAuditValue(event, timestampNs, asked.field, asked.argument) : undefined,
  )
  const texts = values.map((value) => (value === undefined ? new Uint8Array() : encoded(value)))
  const fixed = jsonValues.offset + fields.length * jsonValues.bytes
  const size = Math.ceil(texts.reduce((sum, text) => sum + text.length, fixed) / 8) * 8
  if (size > maxRecordBytes) throw new Error(`what the rules read of the event is more than ${maxRecordBytes} bytes`)
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  view.setUint32(columnOf(header, 'size').offset, size, true)
  view.setUint16(columnOf(header, 'type').offset, type.code, true)
  view.setBigUint64(columnOf(header, 'timestamp_ns').offset, timestampNs, true)
  view.setBigUint64(columnOf(header, 'number').offset, BigInt(number), true)
  let end = fixed
  texts.forEach((text, i) => {
    const at = jsonValues.offset + i * jsonValues.bytes
    view.setUint32(at, kindOf(values[i]), true)
    view.setUint32(at + 8, end, true)
    view.setUint32(at + 12, text.length, true)
    bytes.set(text, end)
    end += text.length
  })
  return bytes
}
