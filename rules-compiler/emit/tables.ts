/** The bytes beside the code: texts, lookup tables and automata, each held once and named by its offset. */

/** One entry of a lookup table. */
export interface NamedNumber {
  readonly number: number | bigint
  readonly text: string
}

const align = 16
/** Reads of sixteen bytes may begin at the last byte of a text. */
const slack = 32

const entryBytes = 16
const headBytes = 8

const known = new WeakMap<readonly NamedNumber[], Uint8Array>()

/** The bytes of a table of entries in their order; made once for entries that are asked for again. */
function lookupBytes(entries: readonly NamedNumber[]): Uint8Array {
  const bytes = known.get(entries) ?? lookupBytesOf(entries)
  known.set(entries, bytes)
  return bytes
}

const inOrder = new WeakMap<readonly NamedNumber[], readonly NamedNumber[]>()

function byNumber(entries: readonly NamedNumber[]): readonly NamedNumber[] {
  const order = inOrder.get(entries) ?? [...entries].sort((a, b) => (BigInt(a.number) < BigInt(b.number) ? -1 : 1))
  inOrder.set(entries, order)
  return order
}

function lookupBytesOf(entries: readonly NamedNumber[]): Uint8Array {
  const texts = entries.map(({ text }) => new TextEncoder().encode(text))
  const total = texts.reduce((sum, text) => sum + text.length, 0)
  const bytes = new Uint8Array(headBytes + entries.length * entryBytes + total)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, entries.length, true)
  let end = headBytes + entries.length * entryBytes
  entries.forEach(({ number }, i) => {
    const at = headBytes + i * entryBytes
    const text = texts[i] ?? new Uint8Array()
    view.setBigInt64(at, BigInt.asIntN(64, BigInt(number)), true)
    view.setUint32(at + 8, end, true)
    view.setUint32(at + 12, text.length, true)
    bytes.set(text, end)
    end += text.length
  })
  return bytes
}

/** Collects what generated code refers to. Everything it answers is source text that holds numbers only. */
export class Tables {
  readonly #offsets = new Map<string, number>()
  #chunks: Uint8Array[] = []
  #end = 0

  /** The address of these bytes as an expression. */
  address(bytes: Uint8Array): string {
    return `(tables + ${this.offset(bytes)})`
  }

  /** Where these bytes lie in the tables. */
  offset(bytes: Uint8Array): number {
    const key = Buffer.from(bytes).toString('latin1')
    let offset = this.#offsets.get(key)
    if (offset === undefined) {
      offset = this.#end
      const padded = new Uint8Array(Math.ceil((bytes.length + 1) / align) * align)
      padded.set(bytes)
      this.#chunks.push(padded)
      this.#end += padded.length
      this.#offsets.set(key, offset)
    }
    return offset
  }

  /** A text that is always there, as an expression of type u64. */
  text(value: string | Uint8Array): string {
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
    return `((<u64>${this.address(bytes)} << 32) | ${bytes.length})`
  }

  /** The address of a lookup table sorted by number. */
  sorted(entries: readonly NamedNumber[]): string {
    return this.address(lookupBytes(byNumber(entries)))
  }

  /** The address of a table of flags in the order given. */
  flags(entries: readonly NamedNumber[]): string {
    return this.address(lookupBytes(entries))
  }

  /** All of it. */
  bytes(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.#end + slack)
    let at = 0
    for (const chunk of this.#chunks) {
      all.set(chunk, at)
      at += chunk.length
    }
    return all
  }
}
