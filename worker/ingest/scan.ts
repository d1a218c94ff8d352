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
    this.position += 1
    if (head === undefined) this.#refuse('ends too early')
    else this.#rest(head, depth)
  }

  #rest(head: number, depth: number): void {
    if (head < 0x80 || head >= 0xe0) return
    if (head < 0x90) this.#map(head & 0x0f, depth)
    else if (head < 0xa0) this.#array(head & 0x0f, depth)
    else if (head < 0xc0) this.#skip(head & 0x1f)
    else this.#long(head, depth)
  }

  #long(head: number, depth: number): void {
    switch (head) {
      case 0xc0: // nil
      case 0xc2: // false
      case 0xc3: // true
        break
      case 0xc4: // bin
      case 0xd9: // str
        this.#skip(this.#length(1))
        break
      case 0xc5:
      case 0xda:
        this.#skip(this.#length(2))
        break
      case 0xc6:
      case 0xdb:
        this.#skip(this.#length(4))
        break
      case 0xcc: // uint8, int8
      case 0xd0:
        this.#skip(1)
        break
      case 0xcd:
      case 0xd1:
        this.#skip(2)
        break
      case 0xca: // float32, uint32, int32
      case 0xce:
      case 0xd2:
        this.#skip(4)
        break
      case 0xcb: // float64, uint64, int64
      case 0xcf:
      case 0xd3:
        this.#skip(8)
        break
      case 0xdc:
        this.#array(this.#length(2), depth)
        break
      case 0xdd:
        this.#array(this.#length(4), depth)
        break
      case 0xde:
        this.#map(this.#length(2), depth)
        break
      case 0xdf:
        this.#map(this.#length(4), depth)
        break
      default:
        this.#refuse(`type 0x${head.toString(16)} is not taken`)
    }
  }

  #refuse(reason: string): void {
    this.wrong ??= `${reason} at byte ${this.position}`
    this.position = this.bytes.length
  }

  #skip(length: number): void {
    if (this.position + length > this.bytes.length) this.#refuse('ends too early')
    else this.position += length
  }

  #length(width: 1 | 2 | 4): number {
    const at = this.position
    this.#skip(width)
    if (this.wrong !== undefined) return 0
    if (width === 1) return this.view.getUint8(at)
    return width === 2 ? this.view.getUint16(at) : this.view.getUint32(at)
  }

  #array(length: number, depth: number): void {
    if (depth > this.maxDepth) this.#refuse('nested too deeply')
    for (let index = 0; index < length && this.wrong === undefined; index++) this.value(depth + 1)
  }

  #map(length: number, depth: number): void {
    if (depth > this.maxDepth) this.#refuse('nested too deeply')
    for (let index = 0; index < length && this.wrong === undefined; index++) {
      if (!this.#isText()) this.#refuse('a key that is not text')
      this.value(depth)
      this.value(depth + 1)
    }
  }

  #isText(): boolean {
    const head = this.bytes[this.position] ?? 0
    return (head >= 0xa0 && head < 0xc0) || head === 0xd9 || head === 0xda || head === 0xdb
  }
}
