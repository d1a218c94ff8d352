/**
 * Walks msgpack without building anything, and refuses what could harm the decoder: extension types, lengths beyond
 * the body, deep nesting, keys that are not text, bytes after the end. What passes can be decoded in memory that is
 * proportional to the body. On the path of every batch: no allocation.
 */

/** What is wrong with the bytes, or undefined if they are one plain value. */
export const scan = (bytes: Uint8Array, maxDepth: number): string | undefined => {
  const scanner = new Scanner(bytes, maxDepth)
  scanner.value(1)
  if (scanner.wrong === undefined && scanner.position !== bytes.length) return 'bytes after the end'
  return scanner.wrong
}

class Scanner {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly maxDepth: number
  position = 0
  wrong: string | undefined

  constructor(bytes: Uint8Array, maxDepth: number) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.maxDepth = maxDepth
  }

  value(depth: number): void {
    const head = this.bytes[this.position]
    if (head === undefined) return this.#refuse('ends too early')
    this.position += 1
    if (head < 0x80 || head >= 0xe0) return
    if (head < 0x90) return this.#map(head & 0x0f, depth)
    if (head < 0xa0) return this.#array(head & 0x0f, depth)
    if (head < 0xc0) return this.#skip(head & 0x1f)
    switch (head) {
      case 0xc0: // nil
      case 0xc2: // false
      case 0xc3: // true
        return
      case 0xc4: // bin
      case 0xd9: // str
        return this.#skip(this.#length(1))
      case 0xc5:
      case 0xda:
        return this.#skip(this.#length(2))
      case 0xc6:
      case 0xdb:
        return this.#skip(this.#length(4))
      case 0xcc: // uint8, int8
      case 0xd0:
        return this.#skip(1)
      case 0xcd:
      case 0xd1:
        return this.#skip(2)
      case 0xca: // float32, uint32, int32
      case 0xce:
      case 0xd2:
        return this.#skip(4)
      case 0xcb: // float64, uint64, int64
      case 0xcf:
      case 0xd3:
        return this.#skip(8)
      case 0xdc:
        return this.#array(this.#length(2), depth)
      case 0xdd:
        return this.#array(this.#length(4), depth)
      case 0xde:
        return this.#map(this.#length(2), depth)
      case 0xdf:
        return this.#map(this.#length(4), depth)
      default:
        return this.#refuse(`type 0x${head.toString(16)} is not taken`)
    }
  }

  #refuse(reason: string): void {
    this.wrong ??= `${reason} at byte ${this.position}`
    this.position = this.bytes.length
  }

  #skip(length: number): void {
    if (this.position + length > this.bytes.length) return this.#refuse('ends too early')
    this.position += length
  }

  #length(width: 1 | 2 | 4): number {
    const at = this.position
    this.#skip(width)
    if (this.wrong !== undefined) return 0
    if (width === 1) return this.view.getUint8(at)
    return width === 2 ? this.view.getUint16(at) : this.view.getUint32(at)
  }

  #array(length: number, depth: number): void {
    if (depth > this.maxDepth) return this.#refuse('nested too deeply')
    for (let index = 0; index < length && this.wrong === undefined; index++) this.value(depth + 1)
  }

  #map(length: number, depth: number): void {
    if (depth > this.maxDepth) return this.#refuse('nested too deeply')
    for (let index = 0; index < length && this.wrong === undefined; index++) {
      if (!this.#isText()) return this.#refuse('a key that is not text')
      this.value(depth)
      this.value(depth + 1)
    }
  }

  #isText(): boolean {
    const head = this.bytes[this.position] ?? 0
    return (head >= 0xa0 && head < 0xc0) || head === 0xd9 || head === 0xda || head === 0xdb
  }
}
