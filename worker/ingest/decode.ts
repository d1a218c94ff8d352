/**
 * Decodes msgpack that a shard has read without fault. On the path of every alert that the correlator is told of: the
 * runtime forbids making code, without which a general decoder is slow. Short texts are made once and kept, since alerts
 * say the same few over and over.
 */

/** Texts longer than this are not kept. */
const maxKeptBytes = 64

/** How many texts are kept, a power of two: a text pushes out another that falls into the same place. */
const keptTexts = 8192

interface Kept {
  readonly bytes: Uint8Array
  readonly text: string
}

const utf8 = new TextDecoder()

/** Reads one value after the other. 64-bit integers become bigints. */
export class Decoder {
  #bytes: Uint8Array = new Uint8Array(0)
  #view: DataView = new DataView(new ArrayBuffer(0))
  #position = 0
  readonly #kept: (Kept | undefined)[] = Array.from({ length: keptTexts })

  /** The value that the bytes hold. */
  decode(bytes: Uint8Array): unknown {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#position = 0
    return this.#value()
  }

  #value(): unknown {
    const head = this.#view.getUint8(this.#position)
    this.#position += 1
    if (head < 0x80) return head
    if (head < 0x90) return this.#map(head & 0x0f)
    if (head < 0xa0) return this.#array(head & 0x0f)
    if (head < 0xc0) return this.#text(head & 0x1f)
    return head >= 0xe0 ? head - 0x100 : this.#long(head)
  }

  #long(head: number): unknown {
    const at = this.#position
    switch (head) {
      case 0xc0:
        return null
      case 0xc2:
        return false
      case 0xc3:
        return true
      case 0xc4:
        return this.#binary(this.#unsigned(1))
      case 0xc5:
        return this.#binary(this.#unsigned(2))
      case 0xc6:
        return this.#binary(this.#unsigned(4))
      case 0xca:
        this.#position += 4
        return this.#view.getFloat32(at)
      case 0xcb:
        this.#position += 8
        return this.#view.getFloat64(at)
      case 0xcc:
        return this.#unsigned(1)
      case 0xcd:
        return this.#unsigned(2)
      case 0xce:
        return this.#unsigned(4)
      case 0xcf:
        this.#position += 8
        return this.#view.getBigUint64(at)
      case 0xd0:
        this.#position += 1
        return this.#view.getInt8(at)
      case 0xd1:
        this.#position += 2
        return this.#view.getInt16(at)
      case 0xd2:
        this.#position += 4
        return this.#view.getInt32(at)
      case 0xd3:
        this.#position += 8
        return this.#view.getBigInt64(at)
      case 0xd9:
        return this.#text(this.#unsigned(1))
      case 0xda:
        return this.#text(this.#unsigned(2))
      case 0xdb:
        return this.#text(this.#unsigned(4))
      case 0xdc:
        return this.#array(this.#unsigned(2))
      case 0xdd:
        return this.#array(this.#unsigned(4))
      case 0xde:
        return this.#map(this.#unsigned(2))
      case 0xdf:
        return this.#map(this.#unsigned(4))
      default:
        throw new Error(`msgpack of type 0x${head.toString(16)} where none can be`)
    }
  }

  #unsigned(width: 1 | 2 | 4): number {
    const at = this.#position
    this.#position += width
    if (width === 1) return this.#view.getUint8(at)
    return width === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at)
  }

  #map(size: number): Record<string, unknown> {
    const map: Record<string, unknown> = {}
    for (let left = size; left > 0; left--) {
      // Whoever read it before saw to it that keys are text.
      const key = this.#value() as string
      if (key === '__proto__') Object.defineProperty(map, key, { value: this.#value(), enumerable: true })
      else map[key] = this.#value()
    }
    return map
  }

  #array(size: number): unknown[] {
    const items: unknown[] = []
    for (let left = size; left > 0; left--) items.push(this.#value())
    return items
  }

  #binary(length: number): Uint8Array {
    const start = this.#position
    this.#position += length
    return this.#bytes.slice(start, start + length)
  }

  #text(length: number): string {
    const start = this.#position
    const end = start + length
    this.#position = end
    if (end > this.#bytes.length) throw new Error('msgpack that ends too early')
    if (length > maxKeptBytes) return utf8.decode(this.#bytes.subarray(start, end))
    let hash = length
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (this.#bytes[at] ?? 0), 0x01000193)
    const place = (hash ^ (hash >>> 15)) & (keptTexts - 1)
    const kept = this.#kept[place]
    if (kept !== undefined && this.#isSame(kept.bytes, start, length)) return kept.text
    const bytes = this.#bytes.slice(start, end)
    const text = utf8.decode(bytes)
    this.#kept[place] = { bytes, text }
    return text
  }

  #isSame(bytes: Uint8Array, start: number, length: number): boolean {
    if (bytes.length !== length) return false
    for (let index = 0; index < length; index++) if (bytes[index] !== this.#bytes[start + index]) return false
    return true
  }
}
