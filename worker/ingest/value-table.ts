/**
 * The values of a batch, where they lie. Each is looked at once for each role that it is used in, however many alerts
 * use it; a hash of its bytes is made once. On the path of every alert.
 */
import { priorities } from '#schema/priority'
import { type Cursor, keysOf } from './cursor.ts'
import { limits } from './limits.ts'

/** What a value is used as. Lists of names are those of fields. */
export const roles = {
  rule: 1,
  priority: 2,
  source: 4,
  tags: 8,
  hostname: 16,
  output: 32,
  names: 64,
  field: 128,
  lineage: 256,
  containerId: 512,
  evidence: 1024,
  patch: 2048,
} as const

/** One of `roles`. */
export type Role = (typeof roles)[keyof typeof roles]

const priorityKeys = keysOf(...priorities)
const processKeys = keysOf('pid', 'startNs', 'name', 'exePath', 'commandLine')
const evidenceKeys = keysOf('complete', 'lostEvents', 'missing')
const decoder = new TextDecoder()

/** Holds the places of the values of the batch that was read last. */
export class ValueTable {
  readonly #cursor: Cursor
  #bytesPerUnit = 1
  count = 0
  starts = new Int32Array(1024)
  ends = new Int32Array(1024)
  #roles = new Uint16Array(1024)
  #hashes = new Int32Array(1024)
  #hashed = new Uint8Array(1024)

  constructor(cursor: Cursor) {
    this.#cursor = cursor
  }

  /** Passes the list of values. */
  read(bytesPerUnit: number): void {
    const cursor = this.#cursor
    this.#bytesPerUnit = bytesPerUnit
    const count = cursor.array(limits.bodyBytes)
    if (count > this.starts.length) this.#grow(count)
    this.#roles.fill(0, 0, count)
    this.#hashed.fill(0, 0, count)
    for (let at = 0; at < count && !cursor.isLost; at++) {
      this.starts[at] = cursor.position
      cursor.skip(limits.depth - 2)
      this.ends[at] = cursor.position
    }
    this.count = count
  }

  /** The value at a place that the cursor passes, which must be one of that role. */
  use(role: Role): number {
    const at = this.#cursor.count(0)
    if (at >= this.count) this.#cursor.isLost = true
    else if (((this.#roles[at] ?? 0) & role) === 0) this.#check(at, role)
    return at
  }

  /** A hash of the bytes of a value, under the seed that the batch is read with. */
  hash(at: number, seed: number): number {
    if (this.#hashed[at] !== 0) return this.#hashes[at] ?? 0
    const { bytes } = this.#cursor
    let hash = seed
    const end = this.ends[at] ?? 0
    for (let index = this.starts[at] ?? 0; index < end; index++)
      hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    this.#hashes[at] = hash
    this.#hashed[at] = 1
    return hash
  }

  /** A text. */
  text(at: number): string {
    return decoder.decode(this.#cursor.bytes.subarray(this.textStart(at), this.ends[at]))
  }

  /** Where the bytes of a text begin, behind its head. */
  textStart(at: number): number {
    const start = this.starts[at] ?? 0
    const head = this.#cursor.bytes[start] ?? 0
    return start + (head < 0xc0 ? 1 : head === 0xd9 ? 2 : head === 0xda ? 3 : 5)
  }

  #grow(count: number): void {
    this.starts = new Int32Array(count)
    this.ends = new Int32Array(count)
    this.#roles = new Uint16Array(count)
    this.#hashes = new Int32Array(count)
    this.#hashed = new Uint8Array(count)
  }

  #check(at: number, role: Role): void {
    const cursor = this.#cursor
    const { position } = cursor
    cursor.position = this.starts[at] ?? 0
    this.#pass(role)
    if (cursor.position !== this.ends[at]) cursor.isLost = true
    cursor.position = position
    this.#roles[at] = (this.#roles[at] ?? 0) | role
  }

  #pass(role: Role): void {
    const cursor = this.#cursor
    switch (role) {
      case roles.rule:
        this.#text(limits.rule)
        break
      case roles.priority:
        if (cursor.key(priorityKeys, 4, limits.rule) < 0) cursor.isLost = true
        break
      case roles.source:
        this.#text(limits.source)
        break
      case roles.tags:
        this.#texts(limits.tags, limits.tag)
        break
      case roles.hostname:
        this.#text(limits.hostname)
        break
      case roles.output:
        this.#text(limits.output)
        break
      case roles.names:
        this.#names()
        break
      case roles.field:
        this.#field()
        break
      case roles.lineage:
        for (let left = cursor.array(limits.lineage); left > 0 && !cursor.isLost; left--) this.#process()
        break
      case roles.containerId:
        this.#text(limits.containerId)
        break
      case roles.evidence:
        this.#evidence()
        break
      case roles.patch:
        this.#text(limits.patch)
        break
    }
  }

  #text(max: number): void {
    this.#cursor.text(max * this.#bytesPerUnit)
  }

  #texts(most: number, max: number): void {
    for (let left = this.#cursor.array(most); left > 0 && !this.#cursor.isLost; left--) this.#text(max)
  }

  /** Which of two fields of one name counts is the decoder's word. */
  #names(): void {
    const cursor = this.#cursor
    const names = new Set<string>()
    const count = cursor.array(limits.fields)
    for (let left = count; left > 0 && !cursor.isLost; left--) {
      const length = cursor.text(limits.fieldName * this.#bytesPerUnit)
      names.add(decoder.decode(cursor.bytes.subarray(cursor.position - length, cursor.position)))
    }
    if (names.size !== count) cursor.isLost = true
  }

  #field(): void {
    const cursor = this.#cursor
    const max = limits.fieldText * this.#bytesPerUnit
    if (!cursor.isArray) {
      cursor.scalar(max)
      return
    }
    const size = cursor.array(limits.fieldMembers)
    if (size === 0) cursor.isLost = true
    for (let left = size; left > 0 && !cursor.isLost; left--) cursor.text(max)
  }

  #process(): void {
    const cursor = this.#cursor
    let seen = 0
    const size = cursor.map(64)
    for (let entry = 0; entry < size && !cursor.isLost; entry++) {
      const key = cursor.key(processKeys, entry, limits.fieldName * this.#bytesPerUnit)
      seen |= cursor.once(seen, key)
      if (key === 0) cursor.count(0)
      else if (key === 1) cursor.nanoseconds()
      else if (key === 2) this.#text(limits.processName)
      else if (key > 2) this.#text(limits.path)
      else cursor.skip(limits.depth - 6)
    }
    if (seen !== 31) cursor.isLost = true
  }

  #evidence(): void {
    const cursor = this.#cursor
    let seen = 0
    const size = cursor.map(64)
    for (let entry = 0; entry < size && !cursor.isLost; entry++) {
      const key = cursor.key(evidenceKeys, entry, limits.fieldName * this.#bytesPerUnit)
      seen |= cursor.once(seen, key)
      if (key === 0) cursor.flag()
      else if (key === 1) cursor.count(0)
      else if (key === 2) this.#texts(limits.missing, limits.tag)
      else cursor.skip(limits.depth - 5)
    }
    if (seen !== 7) cursor.isLost = true
  }
}
