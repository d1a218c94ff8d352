/**
 * Reads a batch where it lies: what its stream must know of it, and where each alert keeps what tells it apart.
 *
 * An alert has a slot for each part that decides which incident it joins and what it is a repeat of. Two alerts of a
 * node whose slots hold the same bytes differ in nothing but time, number and what an output line shows of them, so
 * they are folded without being decoded. One pass, and no allocation for an alert.
 *
 * It holds to the limits of `parseBatch`, counted in bytes. A batch that it does not take may still be a good one.
 */
import { priorities } from '#schema/priority'
import { tieFields } from '../correlate/ties.ts'
import { defaultFields } from '../dedupe/fingerprint.ts'
import { Cursor, keysOf } from './cursor.ts'
import type { BatchHead } from './judge.ts'
import { limits } from './limits.ts'

/** The fields that decide what an alert is a repeat of, and what it is tied to. */
export const slotFields: readonly string[] = [...new Set([...defaultFields, ...tieFields])]

/** Slots of an alert: these parts of it, in this order, then `slotFields`. */
export const slotCount = 8 + slotFields.length

const stride = 2 + 2 * slotCount

const batchKeys = keysOf('version', 'node', 'epoch', 'number', 'previous', 'bundle', 'alerts', 'shed', 'ledger')
const alertKeys = keysOf(
  ...['rule', 'priority', 'source', 'tags', 'hostname', 'lineage', 'containerId', 'evidence'],
  ...['seq', 'timeNs', 'output', 'fields', 'patchable', 'patches'],
)
/** The parts that an alert must have; the others name a patch. */
const needed = (1 << 12) - 1
const fieldKeys = keysOf(...slotFields)
const processKeys = keysOf('pid', 'startNs', 'name', 'exePath', 'commandLine')
const evidenceKeys = keysOf('complete', 'lostEvents', 'missing')
const countKeys = keysOf('seen', 'filtered', 'evaluated', 'dropped')
const decoder = new TextDecoder()
const priorityKeys = keysOf(...priorities)

/** The alerts of the batch that was read last, and what it says of itself. The next `read` overwrites all of it. */
export class BatchReader {
  readonly #cursor = new Cursor()
  #bytesPerUnit = 1
  node = ''
  epoch = ''
  number = 0
  previous: Uint8Array = new Uint8Array(0)
  bundle = ''
  shed = 0
  /** The ledger as it came, still msgpack. */
  ledger: Uint8Array = new Uint8Array(0)
  alerts = 0
  /** The first alert that is not numbered one more than the one before it, or -1. */
  stray = -1
  /** Of each alert: start, end, then start and end of each slot; 0 and 0 for a field that it does not have. */
  #places = new Int32Array(stride * 256)
  #seqs = new Float64Array(256)
  #uppers = new Uint32Array(256)
  #lowers = new Uint32Array(256)
  #alone = new Uint16Array(256)

  /**
   * Whether the bytes are a batch without fault. False may also mean that `parseBatch` has to look. `bytesPerUnit` is
   * what a unit of text may take up: 3 for what is known to be within its limits, counted in units.
   */
  read(bytes: Uint8Array, bytesPerUnit: 1 | 3 = 1): boolean {
    const cursor = this.#cursor
    this.#bytesPerUnit = bytesPerUnit
    cursor.begin(bytes)
    let seen = 0
    const size = cursor.map(64)
    for (let entry = 0; entry < size && !cursor.isLost; entry++) {
      const key = cursor.key(batchKeys, entry, limits.bodyBytes)
      seen |= this.#once(seen, key)
      this.#part(key)
    }
    return !cursor.isLost && cursor.position === bytes.length && seen === (1 << batchKeys.length) - 1
  }

  /** What the batch says of its place in its stream. */
  get head(): BatchHead {
    const { number, previous, alerts, stray } = this
    return { number, previous, alerts, firstSeq: this.seq(0), stray }
  }

  seq(alert: number): number {
    return this.#seqs[alert] ?? 0
  }

  /** When an alert was, in nanoseconds since 1970. */
  timeNs(alert: number): bigint {
    return (BigInt(this.upper(alert)) << 32n) | BigInt(this.lower(alert))
  }

  upper(alert: number): number {
    return this.#uppers[alert] ?? 0
  }

  lower(alert: number): number {
    return this.#lowers[alert] ?? 0
  }

  /** Whether an alert completes another or is to be completed: it has to travel by itself. */
  isAlone(alert: number): boolean {
    return this.#alone[alert] !== 0
  }

  start(alert: number): number {
    return this.#places[alert * stride] ?? 0
  }

  end(alert: number): number {
    return this.#places[alert * stride + 1] ?? 0
  }

  slotStart(alert: number, slot: number): number {
    return this.#places[alert * stride + 2 + 2 * slot] ?? 0
  }

  slotEnd(alert: number, slot: number): number {
    return this.#places[alert * stride + 3 + 2 * slot] ?? 0
  }

  /** The text in a slot. */
  text(alert: number, slot: number): string {
    const { bytes } = this.#cursor
    const start = this.slotStart(alert, slot)
    const head = bytes[start] ?? 0
    const width = head < 0xc0 ? 1 : head === 0xd9 ? 2 : head === 0xda ? 3 : 5
    return decoder.decode(bytes.subarray(start + width, this.slotEnd(alert, slot)))
  }

  #part(key: number): void {
    const cursor = this.#cursor
    switch (key) {
      case 0:
        if (cursor.count(1) !== 1) cursor.isLost = true
        break
      case 1:
        this.node = this.#string(limits.nodeId)
        break
      case 2:
        this.epoch = this.#string(32)
        if (!/^[0-9a-f]{32}$/.test(this.epoch)) cursor.isLost = true
        break
      case 3:
        this.number = cursor.count(1)
        break
      case 4:
        cursor.binary(32)
        this.previous = cursor.bytes.subarray(cursor.position - 32, cursor.position)
        break
      case 5:
        this.bundle = this.#string(limits.bundle)
        break
      case 6:
        this.#alerts()
        break
      case 7:
        this.shed = cursor.count(0)
        break
      case 8: {
        const start = cursor.position
        this.#ledger()
        this.ledger = cursor.bytes.subarray(start, cursor.position)
        break
      }
      default:
        cursor.skip(limits.depth - 2)
    }
  }

  #text(max: number): void {
    this.#cursor.text(max * this.#bytesPerUnit)
  }

  /** Text as a string. */
  #string(max: number): string {
    const { bytes } = this.#cursor
    const length = this.#cursor.text(max * this.#bytesPerUnit)
    const end = this.#cursor.position
    let text = ''
    for (let at = end - length; at < end; at++) {
      const code = bytes[at] ?? 0
      if (code >= 0x80) return decoder.decode(bytes.subarray(end - length, end))
      text += String.fromCharCode(code)
    }
    return text
  }

  #ledger(): void {
    const cursor = this.#cursor
    for (let left = cursor.map(limits.ledger); left > 0 && !cursor.isLost; left--) {
      this.#text(64)
      let seen = 0
      const size = cursor.map(16)
      for (let entry = 0; entry < size && !cursor.isLost; entry++) {
        const key = cursor.key(countKeys, entry, limits.fieldName * this.#bytesPerUnit)
        seen |= this.#once(seen, key)
        if (key < 0) cursor.skip(limits.depth - 4)
        else cursor.count(0)
      }
      if (seen !== 15) cursor.isLost = true
    }
  }

  #alerts(): void {
    const count = this.#cursor.array(limits.alerts)
    if (count > this.#seqs.length) this.#grow(count)
    for (let alert = 0; alert < count && !this.#cursor.isLost; alert++) this.#alert(alert)
    this.alerts = count
    this.stray = -1
    for (let alert = 1; alert < count && this.stray < 0; alert++)
      if (this.seq(alert) !== this.seq(0) + alert) this.stray = alert
  }

  #grow(count: number): void {
    this.#places = new Int32Array(stride * count)
    this.#seqs = new Float64Array(count)
    this.#uppers = new Uint32Array(count)
    this.#lowers = new Uint32Array(count)
    this.#alone = new Uint16Array(count)
  }

  #alert(alert: number): void {
    const cursor = this.#cursor
    const at = alert * stride
    const places = this.#places
    places.fill(0, at, at + stride)
    places[at] = cursor.position
    let seen = 0
    let likely = 8
    for (let left = cursor.map(64); left > 0 && !cursor.isLost; left--) {
      const key = cursor.key(alertKeys, likely, limits.fieldName * this.#bytesPerUnit)
      likely = follower[key + 1] ?? 0
      seen |= this.#once(seen, key)
      const start = cursor.position
      this.#alertPart(alert, key)
      if (key < 0 || key >= 8) continue
      places[at + 2 + 2 * key] = start
      places[at + 3 + 2 * key] = cursor.position
    }
    places[at + 1] = cursor.position
    this.#alone[alert] = seen & ~needed
    if ((seen & needed) !== needed) cursor.isLost = true
  }

  #alertPart(alert: number, key: number): void {
    const cursor = this.#cursor
    switch (key) {
      case 0:
        this.#text(limits.rule)
        break
      case 1:
        if (cursor.key(priorityKeys, 4, limits.rule) < 0) cursor.isLost = true
        break
      case 2:
        this.#text(limits.source)
        break
      case 3:
        for (let left = cursor.array(limits.tags); left > 0 && !cursor.isLost; left--) this.#text(limits.tag)
        break
      case 4:
        this.#text(limits.hostname)
        break
      case 5:
        for (let left = cursor.array(limits.lineage); left > 0 && !cursor.isLost; left--) this.#process()
        break
      case 6:
        this.#text(limits.containerId)
        break
      case 7:
        this.#evidence()
        break
      case 8:
        this.#seqs[alert] = cursor.count(1)
        break
      case 9:
        cursor.nanoseconds()
        if (cursor.upper === 0 && cursor.lower === 0) cursor.isLost = true
        this.#uppers[alert] = cursor.upper
        this.#lowers[alert] = cursor.lower
        break
      case 10:
        this.#text(limits.output)
        break
      case 11:
        this.#fields(alert)
        break
      case 12:
      case 13:
        this.#text(limits.patch)
        break
      default:
        cursor.skip(limits.depth - 4)
    }
  }

  #fields(alert: number): void {
    const cursor = this.#cursor
    let likely = 0
    let seen = 0
    for (let left = cursor.map(limits.fields); left > 0 && !cursor.isLost; left--) {
      const key = cursor.key(fieldKeys, likely, limits.fieldName * this.#bytesPerUnit)
      seen |= this.#once(seen, key)
      const start = cursor.position
      this.#fieldValue()
      if (key < 0) continue
      likely = key + 1
      const at = alert * stride + 2 + 2 * (8 + key)
      this.#places[at] = start
      this.#places[at + 1] = cursor.position
    }
  }

  #fieldValue(): void {
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
      seen |= this.#once(seen, key)
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
      seen |= this.#once(seen, key)
      if (key === 0) cursor.flag()
      else if (key === 1) cursor.count(0)
      else if (key === 2)
        for (let left = cursor.array(limits.missing); left > 0 && !cursor.isLost; left--) this.#text(limits.tag)
      else cursor.skip(limits.depth - 5)
    }
    if (seen !== 7) cursor.isLost = true
  }

  /** The bit of a key. One that comes twice is not vouched for: which of them counts is the decoder's word. */
  #once(seen: number, key: number): number {
    if (key < 0) return 0
    const bit = 1 << key
    if ((seen & bit) !== 0) this.#cursor.isLost = true
    return bit
  }
}

/** The key that follows each in what an agent seals, by its place and one; the first follows what is not known. */
const follower: readonly number[] = [8, 1, 2, 3, 4, 10, 6, 7, 12, 9, 0, 11, 5, 13, 8]
