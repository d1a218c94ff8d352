/**
 * As much of protobuf's wire format as questions to container runtimes need: fields of bytes, texts, numbers and
 * messages. Reading never goes beyond the bytes given; what is cut short or of an unknown wire type throws.
 *
 *     field    varint (number << 3 | wire type), then
 *     type 0   varint
 *     type 1   8 bytes
 *     type 2   varint length, then so many bytes: text, message, map entry
 *     type 5   4 bytes
 */

/** A message with the fields of each number, in order: numbers as bigint, all else as bytes. */
export type Message = ReadonlyMap<number, readonly (bigint | Uint8Array)[]>

const decoder = new TextDecoder()
const encoder = new TextEncoder()

class Reader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  varint(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new RangeError('a message that is cut short')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
    throw new RangeError('a number of more than ten bytes')
  }

  take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw new RangeError('a message that is cut short')
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }
}

function readValue(reader: Reader, wireType: number): bigint | Uint8Array {
  switch (wireType) {
    case 0:
      return reader.varint()
    case 1:
      return reader.take(8)
    case 2:
      return reader.take(Number(reader.varint()))
    case 5:
      return reader.take(4)
    default:
      throw new RangeError(`a field of wire type ${wireType}`)
  }
}

/** The fields of a message; throws RangeError if the bytes are none. */
export function readMessage(bytes: Uint8Array): Message {
  const fields = new Map<number, (bigint | Uint8Array)[]>()
  for (const reader = new Reader(bytes); !reader.isAtEnd; ) {
    const key = reader.varint()
    const number = Number(key >> 3n)
    const values = fields.get(number) ?? []
    fields.set(number, values)
    values.push(readValue(reader, Number(key & 7n)))
  }
  return fields
}

const bytesOf = (message: Message, number: number): readonly Uint8Array[] =>
  (message.get(number) ?? []).filter((value) => value instanceof Uint8Array)

/** The text of a field, the last if there are several; empty if there is none. */
export const text = (message: Message, number: number): string =>
  decoder.decode(bytesOf(message, number).at(-1) ?? new Uint8Array())

/** The number of a field; 0 if there is none. */
export function integer(message: Message, number: number): bigint {
  const value = message.get(number)?.at(-1)
  return typeof value === 'bigint' ? value : 0n
}

/** The message of a field; without fields if there is none. */
export const inner = (message: Message, number: number): Message =>
  readMessage(bytesOf(message, number).at(-1) ?? new Uint8Array())

/** All messages of a repeated field. */
export const all = (message: Message, number: number): readonly Message[] => bytesOf(message, number).map(readMessage)

/** All texts of a repeated field. */
export const texts = (message: Message, number: number): readonly string[] =>
  bytesOf(message, number).map((bytes) => decoder.decode(bytes))

/** The entries of a map from text to text. */
export const map = (message: Message, number: number): Readonly<Record<string, string>> =>
  Object.fromEntries(all(message, number).map((entry) => [text(entry, 1), text(entry, 2)]))

function varintBytes(value: bigint): readonly number[] {
  const bytes: number[] = []
  for (let left = value; ; left >>= 7n) {
    if (left < 0x80n) return [...bytes, Number(left)]
    bytes.push(Number(left & 0x7fn) | 0x80)
  }
}

/** A field to be written: a text, a number, a claim, or a message of its own. */
export type Written = string | bigint | boolean | readonly (readonly [number, Written])[]

/** The bytes of a message of numbered fields. */
export function writeMessage(fields: readonly (readonly [number, Written])[]): Uint8Array {
  const bytes = fields.flatMap(([number, value]) => {
    if (typeof value === 'bigint' || typeof value === 'boolean')
      return [...varintBytes(BigInt(number) << 3n), ...varintBytes(BigInt(value))]
    const body = typeof value === 'string' ? encoder.encode(value) : writeMessage(value)
    return [...varintBytes((BigInt(number) << 3n) | 2n), ...varintBytes(BigInt(body.length)), ...body]
  })
  return Uint8Array.from(bytes)
}
