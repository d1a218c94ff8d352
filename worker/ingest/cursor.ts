/**
 * Reads msgpack in place, without building anything. On the path of every batch.
 *
 * What a cursor cannot vouch for sets `isLost`, and everything it says from then on means nothing: the caller reads
 * the bytes again with `parseBatch`, which finds words for what is wrong, or that nothing is.
 */

/** Above this, the upper half of a 64-bit integer means more than a double holds exactly. */
const maxSafeUpper = 0x1fffff

/** A place in msgpack. */
export class Cursor {
  bytes: Uint8Array = new Uint8Array(0)
  position = 0
  isLost = false
  /** The halves of the last 64-bit integer read by `nanoseconds`. */
  upper = 0
  lower = 0
  #view: DataView = new DataView(new ArrayBuffer(0))

  begin(bytes: Uint8Array): void {
    this.bytes = bytes
    this.position = 0
    this.isLost = false
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** The number of entries of a map, at most `max`. */
  map(max: number): number {
    const head = this.#head()
    if (head >= 0x80 && head < 0x90) return this.#atMost(head & 0x0f, max)
    if (head === 0xde) return this.#atMost(this.#unsigned(2), max)
    if (head === 0xdf) return this.#atMost(this.#unsigned(4), max)
    return this.#lose()
  }

  /** The number of items of an array, at most `max`. */
  array(max: number): number {
    const head = this.#head()
    if (head >= 0x90 && head < 0xa0) return this.#atMost(head & 0x0f, max)
    if (head === 0xdc) return this.#atMost(this.#unsigned(2), max)
    if (head === 0xdd) return this.#atMost(this.#unsigned(4), max)
    return this.#lose()
  }

  /** Passes text of at most `max` bytes, and returns how many it has; it ends at `position`. */
  text(max: number): number {
    const head = this.#head()
    let length = 0
    if (head >= 0xa0 && head < 0xc0) length = head & 0x1f
    else if (head === 0xd9) length = this.#unsigned(1)
    else if (head === 0xda) length = this.#unsigned(2)
    else if (head === 0xdb) length = this.#unsigned(4)
    else return this.#lose()
    return this.#pass(this.#atMost(length, max))
  }

  /**
   * Passes a key and returns its place among `keys`, each of which is the bytes of a short text, or -1. `likely` is
   * looked at first. A key in a wider form than it needs is not vouched for, since it would not be found.
   */
  key(keys: readonly Uint8Array[], likely: number, max: number): number {
    if (this.#passKey(keys[likely])) return likely
    for (let index = 0; index < keys.length; index++) if (this.#passKey(keys[index])) return index
    const head = this.bytes[this.position] ?? 0
    const length = this.text(max)
    if (head >= 0xd9 && length <= (head === 0xd9 ? 0x1f : head === 0xda ? 0xff : 0xffff)) this.#lose()
    return -1
  }

  /** The bit of a key. One that comes twice is not vouched for: which of them counts is the decoder's word. */
  once(seen: number, key: number): number {
    if (key < 0) return 0
    const bit = 1 << key
    if ((seen & bit) !== 0) this.isLost = true
    return bit
  }

  /** The text whose last `length` bytes were just passed; undefined where it is not all ASCII. */
  ascii(length: number): string | undefined {
    let text = ''
    for (let at = this.position - length; at < this.position; at++) {
      const code = this.bytes[at] ?? 0
      if (code >= 0x80) return undefined
      text += String.fromCharCode(code)
    }
    return text
  }

  /** Passes bytes, exactly `length` of them. */
  binary(length: number): void {
    if (this.#head() !== 0xc4 || this.#unsigned(1) !== length) this.#lose()
    else this.#pass(length)
  }

  /** A whole number from `least` up that a double holds exactly. */
  count(least: number): number {
    const number = this.#number(this.#head())
    if (Number.isSafeInteger(number) && number >= least) return number
    return this.#lose()
  }

  /** A 64-bit integer that is not negative, into `upper` and `lower`; small ones may be of any width. */
  nanoseconds(): void {
    const head = this.#head()
    if (head === 0xcf || head === 0xd3) {
      this.upper = this.#unsigned(4)
      this.lower = this.#unsigned(4)
      if (this.upper > 0x7fffffff) this.#lose()
      return
    }
    const number = this.#number(head)
    if (!Number.isSafeInteger(number) || number < 0) this.#lose()
    this.upper = Math.floor(number / 2 ** 32)
    this.lower = number >>> 0
  }

  flag(): void {
    const head = this.#head()
    if (head !== 0xc2 && head !== 0xc3) this.#lose()
  }

  /** Passes text of at most `max` bytes, a finite number, true, false or nil. */
  scalar(max: number): void {
    const head = this.bytes[this.position] ?? 0xc1
    if ((head >= 0xa0 && head < 0xc0) || (head >= 0xd9 && head <= 0xdb)) this.text(max)
    else if (head === 0xc0 || head === 0xc2 || head === 0xc3) this.position += 1
    else if (head === 0xcf || head === 0xd3) this.#pass(9)
    else if (!Number.isFinite(this.#number(this.#head()))) this.#lose()
  }

  get isArray(): boolean {
    const head = this.bytes[this.position] ?? 0
    return (head >= 0x90 && head < 0xa0) || head === 0xdc || head === 0xdd
  }

  /** Passes any value that nests at most `depth` deep; extension types are not taken. */
  skip(depth: number): void {
    const head = this.bytes[this.position] ?? 0xc1
    if (depth < 0) this.#lose()
    else if ((head >= 0x80 && head < 0x90) || head === 0xde || head === 0xdf) {
      for (let left = this.map(this.bytes.length); left > 0 && !this.isLost; left--) {
        this.text(this.bytes.length)
        this.skip(depth - 1)
      }
    } else if ((head >= 0x90 && head < 0xa0) || head === 0xdc || head === 0xdd) {
      for (let left = this.array(this.bytes.length); left > 0 && !this.isLost; left--) this.skip(depth - 1)
    } else if (head >= 0xc4 && head <= 0xc6) {
      this.position += 1
      this.#pass(this.#unsigned(head === 0xc4 ? 1 : head === 0xc5 ? 2 : 4))
    } else this.scalar(this.bytes.length)
  }

  #passKey(key: Uint8Array | undefined): boolean {
    if (key === undefined) return false
    const { bytes, position } = this
    for (let index = 0; index < key.length; index++) if (bytes[position + index] !== key[index]) return false
    this.position += key.length
    return true
  }

  #head(): number {
    const head = this.bytes[this.position]
    this.position += 1
    return head === undefined ? this.#lose(0xc1) : head
  }

  /** A number, or NaN if the value is none, whose head has been read. */
  #number(head: number): number {
    if (head < 0x80) return head
    if (head >= 0xe0) return head - 0x100
    const at = this.position
    const width = widths[head - 0xca] ?? 0
    this.#pass(width)
    if (width === 0 || this.isLost) return Number.NaN
    switch (head) {
      case 0xca:
        return this.#view.getFloat32(at)
      case 0xcb:
        return this.#view.getFloat64(at)
      case 0xcc:
        return this.#view.getUint8(at)
      case 0xcd:
        return this.#view.getUint16(at)
      case 0xce:
        return this.#view.getUint32(at)
      case 0xd0:
        return this.#view.getInt8(at)
      case 0xd1:
        return this.#view.getInt16(at)
      case 0xd2:
        return this.#view.getInt32(at)
      default: {
        const upper = head === 0xcf ? this.#view.getUint32(at) : this.#view.getInt32(at)
        if (upper > maxSafeUpper || upper < 0) return Number.NaN
        return upper * 2 ** 32 + this.#view.getUint32(at + 4)
      }
    }
  }

  #unsigned(width: 1 | 2 | 4): number {
    const at = this.position
    this.#pass(width)
    if (this.isLost) return 0
    if (width === 1) return this.#view.getUint8(at)
    return width === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at)
  }

  #pass(length: number): number {
    if (this.position + length > this.bytes.length) return this.#lose()
    this.position += length
    return length
  }

  #atMost(count: number, max: number): number {
    return count > max ? this.#lose() : count
  }

  #lose(value = 0): number {
    this.isLost = true
    return value
  }
}

/** The bytes of texts shorter than 32 bytes, as keys are looked for. */
export const keysOf = (...names: readonly string[]): readonly Uint8Array[] =>
  names.map((name) => Uint8Array.of(0xa0 | name.length, ...new TextEncoder().encode(name)))

/** Bytes behind the heads 0xca to 0xd3: two floats, four unsigned and four signed integers. */
const widths: readonly number[] = [4, 8, 1, 2, 4, 8, 1, 2, 4, 8]
