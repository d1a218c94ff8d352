/** An alert of a batch in full: msgpack that can be read without the batch. Bytes are copied, nothing is decoded. */
import { keysOf } from './cursor.ts'
import type { ValueTable } from './value-table.ts'

/** Where the parts of an alert lie in its batch. */
export interface Parts {
  readonly bytes: Uint8Array
  readonly values: ValueTable
  readonly seq: number
  readonly upper: number
  readonly lower: number
  /** Places of values: rule, priority, source, tags, hostname, lineage, container, evidence. */
  readonly slots: Int32Array
  /** The place of an output; then, unless -1, how many bytes of it stand before and behind which bytes of the batch. */
  readonly output: Int32Array
  /** The place of the names, then that of the value of each. */
  readonly fields: Int32Array
  /** Places, or -1. */
  readonly patchable: number
  readonly patches: number
}

const [seqKey, timeKey, ruleKey, priorityKey, sourceKey, tagsKey, hostnameKey, outputKey, fieldsKey, ...otherKeys] =
  keysOf(
    ...['seq', 'timeNs', 'rule', 'priority', 'source', 'tags', 'hostname', 'output', 'fields', 'lineage'],
    ...['containerId', 'evidence', 'patchable', 'patches'],
  )
const [lineageKey, containerKey, evidenceKey, patchableKey, patchesKey] = otherKeys
const slotKeys = [ruleKey, priorityKey, sourceKey, tagsKey, hostnameKey] as const

let buffer = new Uint8Array(1 << 16)
let view = new DataView(buffer.buffer)
let position = 0

/** Puts an alert together. */
export const wholeAlert = (parts: Parts): Uint8Array => {
  const { patchable, patches } = parts
  position = 0
  byte(0x80 | (12 + (patchable < 0 ? 0 : 1) + (patches < 0 ? 0 : 1)))
  putSeqAndTime(parts)
  for (let slot = 0; slot < slotKeys.length; slot++) putValue(slotKeys[slot], parts.slots[slot] ?? 0, parts)
  putKey(outputKey)
  putOutput(parts)
  putKey(fieldsKey)
  putFields(parts)
  putValue(lineageKey, parts.slots[5] ?? 0, parts)
  putValue(containerKey, parts.slots[6] ?? 0, parts)
  putValue(evidenceKey, parts.slots[7] ?? 0, parts)
  if (patchable >= 0) putValue(patchableKey, patchable, parts)
  if (patches >= 0) putValue(patchesKey, patches, parts)
  return buffer.slice(0, position)
}

const putSeqAndTime = ({ seq, upper, lower }: Parts): void => {
  putKey(seqKey)
  byte(0xcb)
  reserve(8)
  view.setFloat64(position, seq)
  position += 8
  putKey(timeKey)
  byte(0xcf)
  reserve(8)
  view.setUint32(position, upper)
  view.setUint32(position + 4, lower)
  position += 8
}

const putValue = (key: Uint8Array | undefined, value: number, { bytes, values }: Parts): void => {
  putKey(key)
  put(bytes, values.starts[value] ?? 0, values.ends[value] ?? 0)
}

const putOutput = ({ bytes, values, output }: Parts): void => {
  const [like = 0, head = -1, tail = 0, middleStart = 0, middleEnd = 0] = output
  const end = values.ends[like] ?? 0
  if (head < 0) {
    put(bytes, values.starts[like] ?? 0, end)
    return
  }
  const start = values.textStart(like)
  byte(0xdb)
  reserve(4)
  view.setUint32(position, head + (middleEnd - middleStart) + tail)
  position += 4
  put(bytes, start, start + head)
  put(bytes, middleStart, middleEnd)
  put(bytes, end - tail, end)
}

const putFields = ({ bytes, values, fields }: Parts): void => {
  const names = values.starts[fields[0] ?? 0] ?? 0
  byte(0xde)
  reserve(2)
  view.setUint16(position, fields.length - 1)
  position += 2
  let name = names + arrayHeadBytes(bytes[names] ?? 0)
  for (let field = 1; field < fields.length; field++) {
    const nameEnd = endOfText(bytes, name)
    put(bytes, name, nameEnd)
    name = nameEnd
    const value = fields[field] ?? 0
    put(bytes, values.starts[value] ?? 0, values.ends[value] ?? 0)
  }
}

const arrayHeadBytes = (head: number): number => (head < 0xa0 ? 1 : head === 0xdc ? 3 : 5)

/** Where a text ends that is known to be one. */
const endOfText = (bytes: Uint8Array, at: number): number => {
  const head = bytes[at] ?? 0
  const second = bytes[at + 1] ?? 0
  if (head < 0xc0) return at + 1 + (head & 0x1f)
  if (head === 0xd9) return at + 2 + second
  const third = bytes[at + 2] ?? 0
  if (head === 0xda) return at + 3 + (second << 8) + third
  return at + 5 + second * 2 ** 24 + (third << 16) + ((bytes[at + 3] ?? 0) << 8) + (bytes[at + 4] ?? 0)
}

const byte = (value: number): void => {
  reserve(1)
  buffer[position] = value
  position += 1
}

const putKey = (key: Uint8Array | undefined): void => {
  if (key === undefined) return
  reserve(key.length)
  buffer.set(key, position)
  position += key.length
}

const put = (bytes: Uint8Array, start: number, end: number): void => {
  const length = end - start
  reserve(length)
  // A short copy costs less than a view of what is copied.
  if (length > 48) buffer.set(bytes.subarray(start, end), position)
  else for (let index = 0; index < length; index++) buffer[position + index] = bytes[start + index] ?? 0
  position += length
}

const reserve = (length: number): void => {
  if (position + length <= buffer.length) return
  const grown = new Uint8Array(2 * (position + length))
  grown.set(buffer)
  buffer = grown
  view = new DataView(buffer.buffer)
}
