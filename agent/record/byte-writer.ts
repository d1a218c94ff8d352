/** Bytes that are appended to, little endian, in memory that grows; on the path of every recorded event. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>
  #view: DataView
  length = 0

  constructor(capacity = 1 << 16) {
    this.#bytes = new Uint8Array(capacity)
    this.#view = new DataView(this.#bytes.buffer)
  }

  /** What was written; valid until the next write. */
  get written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.length)
  }

  clear(): void {
    this.length = 0
  }

  u8(value: number): void {
    // Room first: the view may be another one then.
    const at = this.#room(1)
    this.#view.setUint8(at, value)
  }

  u16(value: number): void {
    const at = this.#room(2)
    this.#view.setUint16(at, value, true)
  }

  u32(value: number): void {
    const at = this.#room(4)
    this.#view.setUint32(at, value, true)
  }

  u64(value: bigint): void {
    const at = this.#room(8)
    this.#view.setBigUint64(at, BigInt.asUintN(64, value), true)
  }

  bytes(value: Uint8Array): void {
    const at = this.#room(value.length)
    this.#bytes.set(value, at)
  }

  text(value: string): void {
    this.bytes(encoder.encode(value))
  }

  zeros(count: number): void {
    const at = this.#room(count)
    this.#bytes.fill(0, at, at + count)
  }

  /** Replaces what was written at an offset. */
  putU16(at: number, value: number): void {
    this.#view.setUint16(at, value, true)
  }

  putU32(at: number, value: number): void {
    this.#view.setUint32(at, value, true)
  }

  #room(count: number): number {
    const at = this.length
    const end = at + count
    if (end > this.#bytes.length) this.#grow(end)
    this.length = end
    return at
  }

  #grow(atLeast: number): void {
    const grown = new Uint8Array(Math.max(atLeast, this.#bytes.length * 2))
    grown.set(this.written)
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
  }
}

const encoder = new TextEncoder()
