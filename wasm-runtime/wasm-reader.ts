const decoder = new TextDecoder()

/** Reads a WebAssembly binary, or a part of one, from the front. */
export class WasmReader {
  readonly #bytes: Uint8Array
  #at: number

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes
    this.#at = at
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  byte(): number {
    return this.#bytes[this.#at++] ?? 0
  }

  skip(count: number): void {
    this.#at += count
  }

  /** An LEB128 number of up to 32 bits. */
  unsigned(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte()
      value += (byte & 127) * 2 ** shift
      if (byte < 128) break
    }
    return value
  }

  /** Any LEB128 number, unread. */
  skipNumber(): void {
    while (this.byte() >= 128);
  }

  name(): string {
    const length = this.unsigned()
    const name = decoder.decode(this.#bytes.subarray(this.#at, this.#at + length))
    this.#at += length
    return name
  }

  /** The next bytes as a reader of their own. */
  part(length: number): WasmReader {
    const part = new WasmReader(this.#bytes.subarray(this.#at, this.#at + length))
    this.#at += length
    return part
  }
}
