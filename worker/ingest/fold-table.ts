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
  /** The latest alert of the kind, and where its slots lie in it. */
  sample: Uint8Array
  places: Int32Array
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
  #bytes = 0

  /** `seed` keeps a node from choosing alerts that all fall into one place of the table. */
  constructor(seed: number) {
    this.#seed = seed
  }

  /** Alerts of these rules travel one by one from now on. What is folded already has to be folded again. */
  useSingleRules(rules: ReadonlySet<string>): void {
    this.#singleRules = rules
    this.clear()
  }

  /** About how many bytes `drain` would return. */
  get bytes(): number {
    return this.#bytes
  }

  /** How many folds `drain` would return. */
  get count(): number {
    return this.#closed.length + this.#open.length
  }

  /** Adds the alerts of a batch that `reader` has just read out of `bytes`. */
  add(reader: BatchReader, bytes: Uint8Array): void {
    for (let alert = 0; alert < reader.alerts; alert++)
      if (reader.isAlone(alert) || holds(reader, bytes, alert, sourceSlot, prometheus))
        this.#addSingle(reader, bytes, alert)
      else this.#fold(reader, bytes, alert)
    for (const kind of this.#touched) this.#settle(kind, reader, bytes)
    this.#touched = []
  }

  /** All folds, in no order. The table is empty afterwards. */
  drain(): readonly Fold[] {
    const folds = this.#closed
    for (const kind of this.#open) if (kind.open !== undefined) folds.push(closed(kind, kind.open))
    this.#closed = []
    this.#open = []
    this.#bytes = 0
    if (this.#kindCount > maxIdleKinds) this.#forgetKinds()
    return folds
  }

  /** Forgets everything. */
  clear(): void {
    this.#closed = []
    this.#open = []
    this.#touched = []
    this.#bytes = 0
    this.#forgetKinds()
  }

  #forgetKinds(): void {
    this.#kinds.clear()
    this.#kindCount = 0
  }

  #fold(reader: BatchReader, bytes: Uint8Array, alert: number): void {
    const kind = this.#kindOf(reader, bytes, alert)
    if (kind.isSingle) {
      this.#addSingle(reader, bytes, alert)
      return
    }
    const upper = reader.upper(alert)
    const lower = reader.lower(alert)
    const seq = reader.seq(alert)
    const open = kind.open
    if (open !== undefined && !reaches(open, reader.epoch, upper, lower)) {
      if (kind.latest >= 0) this.#settle(kind, reader, bytes)
      this.#closed.push(closed(kind, open))
      kind.open = openFold(reader.epoch, seq, upper, lower)
      this.#touch(kind, alert)
      return
    }
    if (open === undefined) {
      kind.open = openFold(reader.epoch, seq, upper, lower)
      this.#open.push(kind)
      this.#bytes += reader.end(alert) - reader.start(alert) + 128
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

  /** Copies the latest alert of a kind out of the batch, once for all of its repeats there. */
  #settle(kind: Kind, reader: BatchReader, bytes: Uint8Array): void {
    const alert = kind.latest
    if (alert < 0) return
    const start = reader.start(alert)
    kind.sample = bytes.slice(start, reader.end(alert))
    for (let slot = 0; slot < slotCount; slot++) {
      kind.places[2 * slot] = Math.max(0, reader.slotStart(alert, slot) - start)
      kind.places[2 * slot + 1] = Math.max(0, reader.slotEnd(alert, slot) - start)
    }
    kind.latest = -1
  }

  #addSingle(reader: BatchReader, bytes: Uint8Array, alert: number): void {
    this.#bytes += reader.end(alert) - reader.start(alert) + 128
    this.#closed.push({
      node: reader.node,
      epoch: reader.epoch,
      count: 1,
      firstSeq: reader.seq(alert),
      firstNs: reader.timeNs(alert),
      sample: bytes.slice(reader.start(alert), reader.end(alert)),
    })
  }

  #kindOf(reader: BatchReader, bytes: Uint8Array, alert: number): Kind {
    const hash = this.#hash(reader, bytes, alert)
    const kinds = this.#kinds.get(hash)
    if (kinds !== undefined)
      for (const kind of kinds) if (kind.node === reader.node && isOfKind(kind, reader, bytes, alert)) return kind
    const kind: Kind = {
      node: reader.node,
      isSingle: this.#singleRules.size > 0 && this.#singleRules.has(reader.text(alert, ruleSlot)),
      sample: bytes,
      places: new Int32Array(2 * slotCount),
      latest: -1,
      open: undefined,
    }
    for (let slot = 0; slot < slotCount; slot++) {
      kind.places[2 * slot] = reader.slotStart(alert, slot)
      kind.places[2 * slot + 1] = reader.slotEnd(alert, slot)
    }
    this.#kindCount += 1
    if (kinds === undefined) this.#kinds.set(hash, [kind])
    else kinds.push(kind)
    return kind
  }

  #hash(reader: BatchReader, bytes: Uint8Array, alert: number): number {
    let hash = this.#seed
    for (let slot = 0; slot < slotCount; slot++) {
      const end = reader.slotEnd(alert, slot)
      for (let at = reader.slotStart(alert, slot); at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193)
      hash = Math.imul(hash ^ (hash >>> 15) ^ slot, 0x2c1b3c6d)
    }
    return hash
  }
}

const holds = (reader: BatchReader, bytes: Uint8Array, alert: number, slot: number, value: Uint8Array): boolean => {
  const start = reader.slotStart(alert, slot)
  if (reader.slotEnd(alert, slot) - start !== value.length) return false
  for (let index = 0; index < value.length; index++) if (bytes[start + index] !== value[index]) return false
  return true
}

const isOfKind = ({ sample, places }: Kind, reader: BatchReader, bytes: Uint8Array, alert: number): boolean => {
  for (let slot = 0; slot < slotCount; slot++) {
    const ours = places[2 * slot] ?? 0
    const length = (places[2 * slot + 1] ?? 0) - ours
    const theirs = reader.slotStart(alert, slot)
    if (reader.slotEnd(alert, slot) - theirs !== length) return false
    for (let index = 0; index < length; index++) if (sample[ours + index] !== bytes[theirs + index]) return false
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
  kind.open = undefined
  return {
    node: kind.node,
    epoch: open.epoch,
    count: open.count,
    firstSeq: open.firstSeq,
    firstNs: nanoseconds(open.firstUpper, open.firstLower),
    sample: kind.sample,
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
