/**
 * Folds alerts as they come, without decoding them. On the path of every alert.
 *
 *     kinds    one for each alert that differs in its slots: where repeats are found, kept from round to round
 *     folds    what came since the last `drain`, at most one open fold a kind
 *
 * Which alerts share a fold depends on when they come; what the correlator makes of all folds together does not.
 */
import { prometheusSource } from '../matchers/labels.ts'
import { type BatchReader, slotCount } from './batch-reader.ts'
import { keysOf } from './cursor.ts'
import { type Fold, maxFoldNs } from './fold.ts'

/** How many kinds are kept while they have no open fold. */
const maxIdleKinds = 4096

const [prometheus = new Uint8Array(0)] = keysOf(prometheusSource)
const noBytes = new Uint8Array(0)

/** How many kinds of one batch are found again by their slots; a power of two. */
const metSize = 1024

const ruleSlot = 0
const sourceSlot = 2

interface OpenFold {
  readonly epoch: string
  count: number
  firstSeq: number
  firstUpper: number
  firstLower: number
  lastSeq: number
  lastUpper: number
  lastLower: number
}

interface Kind {
  readonly node: string
  /** Whether each of its alerts travels by itself. */
  readonly isSingle: boolean
  /** The bytes of its slots, one after the other, and where each ends. */
  readonly key: Uint8Array
  readonly ends: Int32Array
  /** The latest alert of the kind. */
  sample: Uint8Array
  /** The place of the latest alert in the batch that is being added, or -1. */
  latest: number
  open: OpenFold | undefined
}

/** Holds the folds that the correlator has not been given yet. */
export class FoldTable {
  readonly #seed: number
  #singleRules: ReadonlySet<string> = new Set()
  readonly #kinds = new Map<number, Kind[]>()
  #closed: Fold[] = []
  #open: Kind[] = []
  #touched: Kind[] = []
  #kindCount = 0
  /** Kinds met in the batch that is being added, by the places in their slots: repeats are found without their bytes. */
  #met: Kind[] = []
  readonly #metPlaces = new Int32Array(metSize)

  /** `seed` keeps a node from choosing alerts that all fall into one place of the table. */
  constructor(seed: number) {
    this.#seed = seed
  }

  /** Alerts of these rules travel one by one from now on. What is folded already has to be folded again. */
  useSingleRules(rules: ReadonlySet<string>): void {
    this.#singleRules = rules
    this.clear()
  }

  /** How many folds `drain` would return. */
  get count(): number {
    return this.#closed.length + this.#open.length
  }

  /** Adds the alerts of the batch that `reader` has just read. */
  add(reader: BatchReader): void {
    this.#metPlaces.fill(-1)
    for (let alert = 0; alert < reader.alerts; alert++)
      if (reader.isAlone(alert) || isPrometheus(reader, alert)) this.#addSingle(reader, alert)
      else this.#fold(reader, alert)
    for (const kind of this.#touched) this.#settle(kind, reader)
    this.#touched = []
    this.#met = []
  }

  /** All folds, in no order. The table is empty afterwards. */
  drain(): readonly Fold[] {
    const folds = this.#closed
    for (const kind of this.#open) if (kind.open !== undefined) folds.push(closed(kind, kind.open))
    this.#closed = []
    this.#open = []
    if (this.#kindCount > maxIdleKinds) this.#forgetKinds()
    return folds
  }

  /** Forgets everything. */
  clear(): void {
    this.#closed = []
    this.#open = []
    this.#touched = []
    this.#forgetKinds()
  }

  #forgetKinds(): void {
    this.#kinds.clear()
    this.#kindCount = 0
  }

  #fold(reader: BatchReader, alert: number): void {
    const kind = this.#kindOf(reader, alert)
    if (kind.isSingle) {
      this.#addSingle(reader, alert)
      return
    }
    const upper = reader.upper(alert)
    const lower = reader.lower(alert)
    const seq = reader.seq(alert)
    const open = kind.open
    if (open !== undefined && !reaches(open, reader.epoch, upper, lower)) {
      if (kind.latest >= 0) this.#settle(kind, reader)
      this.#closed.push(closed(kind, open))
      kind.open = openFold(reader.epoch, seq, upper, lower)
      this.#touch(kind, alert)
      return
    }
    if (open === undefined) {
      kind.open = openFold(reader.epoch, seq, upper, lower)
      this.#open.push(kind)
      this.#touch(kind, alert)
      return
    }
    open.count += 1
    if (isBefore(upper, lower, seq, open.firstUpper, open.firstLower, open.firstSeq)) {
      open.firstUpper = upper
      open.firstLower = lower
      open.firstSeq = seq
    }
    if (isBefore(open.lastUpper, open.lastLower, open.lastSeq, upper, lower, seq)) {
      open.lastUpper = upper
      open.lastLower = lower
      open.lastSeq = seq
      this.#touch(kind, alert)
    }
  }

  #touch(kind: Kind, alert: number): void {
    if (kind.latest < 0) this.#touched.push(kind)
    kind.latest = alert
  }

  /** Puts the latest alert of a kind together, once for all of its repeats in the batch. */
  #settle(kind: Kind, reader: BatchReader): void {
    if (kind.latest < 0) return
    kind.sample = reader.whole(kind.latest)
    kind.latest = -1
  }

  #addSingle(reader: BatchReader, alert: number): void {
    this.#closed.push({
      node: reader.node,
      epoch: reader.epoch,
      count: 1,
      firstSeq: reader.seq(alert),
      firstNs: reader.timeNs(alert),
      sample: reader.whole(alert),
    })
  }

  #kindOf(reader: BatchReader, alert: number): Kind {
    let hash = 0
    for (let slot = 0; slot < slotCount; slot++) hash = Math.imul(hash ^ reader.slot(alert, slot), 0x01000193)
    const place = (hash ^ (hash >>> 13)) & (metSize - 1)
    const before = this.#metPlaces[place] ?? -1
    const met = this.#met[place]
    if (before >= 0 && met !== undefined && hasSameSlots(reader, before, alert)) return met
    const kind = this.#findKind(reader, alert)
    this.#metPlaces[place] = alert
    this.#met[place] = kind
    return kind
  }

  #findKind(reader: BatchReader, alert: number): Kind {
    const hash = this.#hash(reader, alert)
    const kinds = this.#kinds.get(hash)
    if (kinds !== undefined)
      for (const kind of kinds) if (kind.node === reader.node && isOfKind(kind, reader, alert)) return kind
    const kind: Kind = {
      node: reader.node,
      isSingle: this.#singleRules.size > 0 && this.#singleRules.has(reader.values.text(reader.slot(alert, ruleSlot))),
      ...keyOf(reader, alert),
      sample: noBytes,
      latest: -1,
      open: undefined,
    }
    this.#kindCount += 1
    if (kinds === undefined) this.#kinds.set(hash, [kind])
    else kinds.push(kind)
    return kind
  }

  #hash(reader: BatchReader, alert: number): number {
    let hash = this.#seed
    for (let slot = 0; slot < slotCount; slot++) {
      const value = reader.slot(alert, slot)
      const valueHash = value < 0 ? slot : reader.values.hash(value, this.#seed)
      hash = Math.imul(hash ^ (hash >>> 15) ^ valueHash, 0x2c1b3c6d)
    }
    return hash
  }
}

const isPrometheus = (reader: BatchReader, alert: number): boolean => {
  const { cursor, values } = reader
  const source = reader.slot(alert, sourceSlot)
  const start = values.starts[source] ?? 0
  if ((values.ends[source] ?? 0) - start !== prometheus.length) return false
  for (let index = 0; index < prometheus.length; index++)
    if (cursor.bytes[start + index] !== prometheus[index]) return false
  return true
}

/** Whether two alerts of one batch name the same values. Those that do not may still have the same. */
const hasSameSlots = (reader: BatchReader, left: number, right: number): boolean => {
  for (let slot = 0; slot < slotCount; slot++) if (reader.slot(left, slot) !== reader.slot(right, slot)) return false
  return true
}

const keyOf = (reader: BatchReader, alert: number): Pick<Kind, 'key' | 'ends'> => {
  const { cursor, values } = reader
  const ends = new Int32Array(slotCount)
  let length = 0
  for (let slot = 0; slot < slotCount; slot++) {
    const value = reader.slot(alert, slot)
    if (value >= 0) length += (values.ends[value] ?? 0) - (values.starts[value] ?? 0)
    ends[slot] = length
  }
  const key = new Uint8Array(length)
  for (let slot = 0, at = 0; slot < slotCount; slot++) {
    const value = reader.slot(alert, slot)
    if (value >= 0) key.set(cursor.bytes.subarray(values.starts[value], values.ends[value]), at)
    at = ends[slot] ?? 0
  }
  return { key, ends }
}

const isOfKind = ({ key, ends }: Kind, reader: BatchReader, alert: number): boolean => {
  const { cursor, values } = reader
  const { bytes } = cursor
  let at = 0
  for (let slot = 0; slot < slotCount; slot++) {
    const value = reader.slot(alert, slot)
    const end = ends[slot] ?? 0
    const start = value < 0 ? 0 : (values.starts[value] ?? 0)
    const length = value < 0 ? 0 : (values.ends[value] ?? 0) - start
    if (end - at !== length) return false
    for (let index = 0; index < length; index++) if (key[at + index] !== bytes[start + index]) return false
    at = end
  }
  return true
}

const openFold = (epoch: string, seq: number, upper: number, lower: number): OpenFold => ({
  epoch,
  count: 1,
  firstSeq: seq,
  firstUpper: upper,
  firstLower: lower,
  lastSeq: seq,
  lastUpper: upper,
  lastLower: lower,
})

/** Takes the open fold out of its kind. */
const closed = (kind: Kind, open: OpenFold): Fold => {
  const { sample } = kind
  kind.open = undefined
  kind.sample = noBytes
  return {
    node: kind.node,
    epoch: open.epoch,
    count: open.count,
    firstSeq: open.firstSeq,
    firstNs: nanoseconds(open.firstUpper, open.firstLower),
    sample,
  }
}

const nanoseconds = (upper: number, lower: number): bigint => (BigInt(upper) << 32n) | BigInt(lower)

/** The order of `compareOccurrences`, which compares numbers of one epoch as text where times are the same. */
const isBefore = (
  upper: number,
  lower: number,
  seq: number,
  otherUpper: number,
  otherLower: number,
  otherSeq: number,
): boolean => {
  if (upper !== otherUpper) return upper < otherUpper
  if (lower !== otherLower) return lower < otherLower
  return String(seq) < String(otherSeq)
}

const maxFold = Number(maxFoldNs)

/** Whether an alert may join a fold: of the same epoch, and with a margin for what doubles round away. */
const reaches = (open: OpenFold, epoch: string, upper: number, lower: number): boolean => {
  const ms = upper * 2 ** 32 + lower
  const first = open.firstUpper * 2 ** 32 + open.firstLower
  const last = open.lastUpper * 2 ** 32 + open.lastLower
  return open.epoch === epoch && Math.max(last, ms) - Math.min(first, ms) < maxFold - 1_000_000
}
