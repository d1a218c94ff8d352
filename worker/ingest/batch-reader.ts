/**
 * Reads a batch where it lies: what its stream must know of it, and what tells each alert apart.
 *
 * An alert has a slot for each part that decides which incident it joins and what it is a repeat of. A slot holds the
 * place of a value of the batch. Two alerts of a node whose slots hold the same bytes differ in nothing but time, number
 * and what an output line shows of them, so they are folded without being decoded. One pass, and no allocation for an
 * alert.
 *
 * It holds to the limits of `parseBatch`, counted in bytes. A batch that it does not take may still be a good one.
 */
import { tieFields } from '../correlate/ties.ts'
import { defaultFields } from '../dedupe/fingerprint.ts'
import { Cursor, keysOf } from './cursor.ts'
import type { BatchHead } from './judge.ts'
import { limits } from './limits.ts'
import { roles, ValueTable } from './value-table.ts'
import { wholeAlert } from './whole-alert.ts'

/** The fields that decide what an alert is a repeat of, and what it is tied to. */
export const slotFields: readonly string[] = [...new Set([...defaultFields, ...tieFields])]

/** Slots of an alert: rule, priority, source, tags, hostname, lineage, container, evidence, then `slotFields`. */
export const slotCount = 8 + slotFields.length

/** Of each alert beside its slots: where its output and its fields are, and what it patches. */
const outputAt = slotCount
const fieldsAt = slotCount + 5
const patchAt = slotCount + 7
const stride = slotCount + 9

const batchKeys = keysOf(
  ...['version', 'node', 'epoch', 'number', 'previous', 'bundle', 'firstSeq', 'values', 'alerts', 'shed', 'ledger'],
)
const countKeys = keysOf('seen', 'filtered', 'evaluated', 'dropped')
const decoder = new TextDecoder()

/** The alerts of the batch that was read last, and what it says of itself. The next `read` overwrites all of it. */
export class BatchReader {
  readonly cursor = new Cursor()
  readonly values: ValueTable = new ValueTable(this.cursor)
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
  /** Whether the batch was not taken because its alerts are too large once they are said in full. */
  isTooLarge = false
  #firstSeq = 0
  #expandedBytes = 0
  #rows = new Int32Array(stride * 256)
  #uppers = new Uint32Array(256)
  #lowers = new Uint32Array(256)
  /** The places of the values of fields, alert after alert. */
  #fieldValues = new Int32Array(8192)
  #fieldCount = 0
  /** The slot of each name of a list, or -1, by the place of that list. */
  readonly #slotsOfNames = new Map<number, Int32Array>()

  /**
   * Whether the bytes are a batch without fault. False may also mean that `parseBatch` has to look. `bytesPerUnit` is
   * what a unit of text may take up: 3 for what is known to be within its limits, counted in units.
   */
  read(bytes: Uint8Array, bytesPerUnit: 1 | 3 = 1): boolean {
    const { cursor } = this
    this.#bytesPerUnit = bytesPerUnit
    this.#fieldCount = 0
    this.#slotsOfNames.clear()
    this.values.count = 0
    this.isTooLarge = false
    cursor.begin(bytes)
    let seen = 0
    const size = cursor.map(64)
    for (let entry = 0; entry < size && !cursor.isLost; entry++) {
      const key = cursor.key(batchKeys, entry, limits.bodyBytes)
      seen |= cursor.once(seen, key)
      this.#part(key)
    }
    return !cursor.isLost && cursor.position === bytes.length && seen === (1 << batchKeys.length) - 1
  }

  /** What the batch says of its place in its stream. */
  get head(): BatchHead {
    const { number, previous, alerts } = this
    return { number, previous, alerts, firstSeq: this.#firstSeq, stray: -1 }
  }

  seq(alert: number): number {
    return this.#firstSeq + alert
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
    return this.#item(alert, patchAt) >= 0 || this.#item(alert, patchAt + 1) >= 0
  }

  /** The place of the value in a slot; -1 for a field that the alert does not have. */
  slot(alert: number, slot: number): number {
    return this.#item(alert, slot)
  }

  /** An alert in full, as msgpack. */
  whole(alert: number): Uint8Array {
    const at = alert * stride
    return wholeAlert({
      bytes: this.cursor.bytes,
      values: this.values,
      seq: this.seq(alert),
      upper: this.upper(alert),
      lower: this.lower(alert),
      slots: this.#rows.subarray(at, at + slotCount),
      output: this.#rows.subarray(at + outputAt, at + outputAt + 5),
      fields: this.#fieldValues.subarray(this.#item(alert, fieldsAt), this.#item(alert, fieldsAt + 1)),
      patchable: this.#item(alert, patchAt),
      patches: this.#item(alert, patchAt + 1),
    })
  }

  #item(alert: number, item: number): number {
    return this.#rows[alert * stride + item] ?? -1
  }

  #part(key: number): void {
    const { cursor } = this
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
        this.#firstSeq = cursor.count(0)
        break
      case 7:
        this.values.read(this.#bytesPerUnit)
        break
      case 8:
        this.#alerts()
        break
      case 9:
        this.shed = cursor.count(0)
        break
      case 10: {
        const start = cursor.position
        this.#ledger()
        this.ledger = cursor.bytes.subarray(start, cursor.position)
        break
      }
      default:
        cursor.skip(limits.depth - 2)
    }
  }

  /** Text as a string. */
  #string(max: number): string {
    const { cursor } = this
    const length = cursor.text(max * this.#bytesPerUnit)
    return cursor.ascii(length) ?? decoder.decode(cursor.bytes.subarray(cursor.position - length, cursor.position))
  }

  #ledger(): void {
    const { cursor } = this
    for (let left = cursor.map(limits.ledger); left > 0 && !cursor.isLost; left--) {
      cursor.text(64 * this.#bytesPerUnit)
      let seen = 0
      const size = cursor.map(16)
      for (let entry = 0; entry < size && !cursor.isLost; entry++) {
        const key = cursor.key(countKeys, entry, limits.fieldName * this.#bytesPerUnit)
        seen |= cursor.once(seen, key)
        if (key < 0) cursor.skip(limits.depth - 4)
        else cursor.count(0)
      }
      if (seen !== 15) cursor.isLost = true
    }
  }

  /** What an alert takes up in full grows by its values, which many may share: so all of them together are bounded. */
  #alerts(): void {
    const { cursor } = this
    const count = cursor.array(limits.alerts)
    if (count > this.#uppers.length) this.#grow(count)
    this.alerts = count
    this.#expandedBytes = 0
    if (count > 0 && this.#firstSeq < 1) cursor.isLost = true
    for (let alert = 0; alert < count && !cursor.isLost; alert++) {
      this.#row(alert)
      if (this.#expandedBytes <= limits.expandedBytes) continue
      this.isTooLarge = true
      cursor.isLost = true
    }
  }

  #grow(count: number): void {
    this.#rows = new Int32Array(stride * count)
    this.#uppers = new Uint32Array(count)
    this.#lowers = new Uint32Array(count)
  }

  #row(alert: number): void {
    const { cursor } = this
    const rows = this.#rows
    const at = alert * stride
    const size = cursor.array(13)
    if (size < 11) cursor.isLost = true
    cursor.nanoseconds()
    if (cursor.upper === 0 && cursor.lower === 0) cursor.isLost = true
    this.#uppers[alert] = cursor.upper
    this.#lowers[alert] = cursor.lower
    rows[at] = this.#use(roles.rule)
    rows[at + 1] = this.#use(roles.priority)
    rows[at + 2] = this.#use(roles.source)
    rows[at + 3] = this.#use(roles.tags)
    rows[at + 4] = this.#use(roles.hostname)
    this.#output(at + outputAt)
    this.#fields(at)
    rows[at + 5] = this.#use(roles.lineage)
    rows[at + 6] = this.#use(roles.containerId)
    rows[at + 7] = this.#use(roles.evidence)
    rows[at + patchAt] = size > 11 ? this.#patch() : -1
    rows[at + patchAt + 1] = size > 12 ? this.#patch() : -1
  }

  #use(role: (typeof roles)[keyof typeof roles]): number {
    const value = this.values.use(role)
    this.#expandedBytes += (this.values.ends[value] ?? 0) - (this.values.starts[value] ?? 0)
    return value
  }

  #patch(): number {
    const { cursor } = this
    if (cursor.bytes[cursor.position] !== 0xc0) return this.#use(roles.patch)
    cursor.position += 1
    return -1
  }

  /** The place of an output, then how much of it is kept at both ends around which bytes of the batch; or -1. */
  #output(at: number): void {
    const { cursor } = this
    const rows = this.#rows
    const isLike = cursor.isArray
    if (isLike && cursor.array(4) !== 4) cursor.isLost = true
    const like = this.#use(roles.output)
    rows[at] = like
    rows[at + 1] = -1
    if (!isLike || cursor.isLost) return
    const head = cursor.count(0)
    const tail = cursor.count(0)
    const length = cursor.text(limits.output * this.#bytesPerUnit)
    const whole = (this.values.ends[like] ?? 0) - this.values.textStart(like)
    if (head + tail > whole || head + length + tail > limits.output * this.#bytesPerUnit) cursor.isLost = true
    rows[at + 1] = head
    rows[at + 2] = tail
    rows[at + 3] = cursor.position - length
    rows[at + 4] = cursor.position
    this.#expandedBytes += length
  }

  #fields(at: number): void {
    const { cursor } = this
    const rows = this.#rows
    const count = cursor.array(limits.fields + 1) - 1
    const names = this.#use(roles.names)
    if (cursor.isLost || count < 0) {
      cursor.isLost = true
      return
    }
    if (this.#fieldCount + count + 1 > this.#fieldValues.length) this.#growFields(count + 1)
    const start = this.#fieldCount
    this.#fieldValues[start] = names
    this.#fieldCount = start + 1 + count
    rows[at + fieldsAt] = start
    rows[at + fieldsAt + 1] = this.#fieldCount
    const slots = this.#slotsOfNames.get(names) ?? this.#findSlots(names)
    if (slots.length !== count) cursor.isLost = true
    rows.fill(-1, at + 8, at + slotCount)
    for (let field = 0; field < count; field++) {
      const value = this.#use(roles.field)
      this.#fieldValues[start + 1 + field] = value
      const slot = slots[field] ?? -1
      if (slot >= 0) rows[at + slot] = value
    }
  }

  #growFields(more: number): void {
    const grown = new Int32Array(2 * (this.#fieldValues.length + more))
    grown.set(this.#fieldValues)
    this.#fieldValues = grown
  }

  /** The slot of each name of a list, or -1. */
  #findSlots(names: number): Int32Array {
    const { cursor } = this
    const { position } = cursor
    cursor.position = this.values.starts[names] ?? 0
    const slots = new Int32Array(cursor.array(limits.fields))
    for (let field = 0; field < slots.length; field++) {
      const found = slotFields.indexOf(this.#string(limits.fieldName))
      slots[field] = found < 0 ? -1 : 8 + found
    }
    cursor.position = position
    this.#slotsOfNames.set(names, slots)
    return slots
  }
}
