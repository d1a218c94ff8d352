/**
 * How a batch travels: what its alerts have in common is said once.
 *
 *     values   each value that alerts have, once: texts, numbers, lists, lineages, evidence
 *     alerts   a row each, of places in `values`:
 *
 *              [timeNs, rule, priority, source, tags, hostname, output, fields, lineage, containerId, evidence,
 *               patchable?, patches?]
 *
 *     fields   [names, value, …]: the place of a list of names, then of a value for each of them
 *     output   a place, or [like, head, tail, text]: the first `head` bytes of the text at `like`, then `text`, then
 *              the last `tail` bytes of it
 *
 * `timeNs` stands for itself; numbers follow from `firstSeq`. `patchable` is nil where only `patches` is said. Alerts
 * may also travel as the maps that they are, without `values`; that takes the edge longer.
 */
import type { Alert, Batch, FieldValue } from './alert.ts'

/** An output that differs from another only in its middle. */
export type LikeText = readonly [like: number, head: number, tail: number, text: string]

/** An alert as a row. */
export type AlertRow = readonly [
  timeNs: bigint,
  rule: number,
  priority: number,
  source: number,
  tags: number,
  hostname: number,
  output: number | LikeText,
  fields: readonly number[],
  lineage: number,
  containerId: number,
  evidence: number,
  patchable?: number | null,
  patches?: number,
]

/** A batch as it is packed. */
export interface BatchTable extends Omit<Batch, 'alerts'> {
  readonly firstSeq: number
  readonly values: readonly unknown[]
  readonly alerts: readonly AlertRow[]
}

/** The batch as it travels. Its alerts are numbered without gaps. */
export const tableOf = ({ alerts, shed, ledger, ...head }: Batch): BatchTable => {
  const values = new Values()
  const rows = alerts.map((alert) => rowOf(alert, values))
  return { ...head, firstSeq: alerts[0]?.seq ?? 0, values: values.all, alerts: rows, shed, ledger }
}

/** Places of values by what they are. */
class Values {
  readonly all: unknown[] = []
  readonly #places = new Map<unknown, number>()
  readonly #lists = new Map<string, number>()
  /** The first output of each rule. */
  readonly outputs = new Map<string, string>()

  /** The place of a text, a number, true, false or nil. */
  place(value: string | number | bigint | boolean | null): number {
    return this.#places.get(value) ?? this.#put(value, value)
  }

  /** The place of a list or a map; `key` is the same for the same only. */
  placeOf(key: string, value: unknown): number {
    const known = this.#lists.get(key)
    if (known !== undefined) return known
    this.#lists.set(key, this.all.length)
    return this.all.push(value) - 1
  }

  #put(key: unknown, value: unknown): number {
    this.#places.set(key, this.all.length)
    return this.all.push(value) - 1
  }
}

const rowOf = (alert: Alert, values: Values): AlertRow => {
  const { patchable, patches } = alert
  return [
    alert.timeNs,
    values.place(alert.rule),
    values.place(alert.priority),
    values.place(alert.source),
    values.placeOf(`t${JSON.stringify(alert.tags)}`, alert.tags),
    values.place(alert.hostname),
    outputOf(alert, values),
    fieldsOf(alert.fields, values),
    values.placeOf(lineageKey(alert), alert.lineage),
    values.place(alert.containerId),
    values.placeOf(`e${JSON.stringify(alert.evidence)}`, alert.evidence),
    ...(patchable === undefined && patches === undefined
      ? []
      : ([patchable === undefined ? null : values.place(patchable)] as const)),
    ...(patches === undefined ? [] : ([values.place(patches)] as const)),
  ] as AlertRow
}

const lineageKey = ({ lineage }: Alert): string => {
  let key = 'p'
  for (const { pid, startNs, name, exePath, commandLine } of lineage)
    key += JSON.stringify([pid, String(startNs), name, exePath, commandLine])
  return key
}

const fieldsOf = (fields: Readonly<Record<string, FieldValue>>, values: Values): readonly number[] => {
  const names = Object.keys(fields)
  return [
    values.placeOf(`n${JSON.stringify(names)}`, names),
    ...Object.values(fields).map((value) =>
      typeof value === 'object' && value !== null
        ? values.placeOf(`l${JSON.stringify(value)}`, value)
        : values.place(value),
    ),
  ]
}

/** Where a unit of text is a byte. */
const onlyAscii = /^[\0-\x7f]*$/

/** Shorter than this in common, an output is said as it is. */
const leastShared = 32

const outputOf = ({ rule, output }: Alert, values: Values): number | LikeText => {
  const like = values.outputs.get(rule)
  if (like === undefined) {
    if (onlyAscii.test(output)) values.outputs.set(rule, output)
    return values.place(output)
  }
  if (like === output || !onlyAscii.test(output)) return values.place(output)
  const most = Math.min(like.length, output.length)
  let head = 0
  while (head < most && like.charCodeAt(head) === output.charCodeAt(head)) head++
  let tail = 0
  const ends = like.length - output.length
  while (
    tail < most - head &&
    like.charCodeAt(output.length - 1 - tail + ends) === output.charCodeAt(output.length - 1 - tail)
  )
    tail++
  if (head + tail < leastShared) return values.place(output)
  return [values.place(like), head, tail, output.slice(head, output.length - tail)]
}

/** How many bytes the outputs of a batch may have that are said by their likeness to others. */
export const maxLikeBytes = 16 << 20

/**
 * The alerts of a table that was unpacked but not looked at, as maps: undefined stands for what cannot be found, and
 * alerts that are no rows stay what they are. Throws `RangeError` where it all would be larger than `maxLikeBytes`.
 */
export const alertsOfTable = (table: Readonly<Record<string, unknown>>): unknown => {
  const { alerts, values, firstSeq } = table
  if (!Array.isArray(alerts) || !Array.isArray(values)) return alerts
  const texts = new LikeTexts(values)
  return alerts.map((row: unknown, index) => (Array.isArray(row) ? alertOf(row, seqOf(firstSeq, index), texts) : row))
}

const seqOf = (firstSeq: unknown, index: number): unknown => {
  const first = typeof firstSeq === 'bigint' ? Number(firstSeq) : firstSeq
  return typeof first === 'number' ? first + index : undefined
}

const alertOf = (row: readonly unknown[], seq: unknown, texts: LikeTexts): Readonly<Record<string, unknown>> => {
  const [timeNs, rule, priority, source, tags, hostname, output, fields, lineage, containerId, evidence] = row
  const [patchable, patches] = row.slice(11)
  return {
    seq,
    timeNs,
    rule: texts.at(rule),
    priority: texts.at(priority),
    source: texts.at(source),
    tags: texts.at(tags),
    hostname: texts.at(hostname),
    output: Array.isArray(output) ? texts.like(output) : texts.at(output),
    fields: texts.fields(fields),
    lineage: texts.at(lineage),
    containerId: texts.at(containerId),
    evidence: texts.at(evidence),
    ...(patchable !== undefined && patchable !== null && { patchable: texts.at(patchable) ?? false }),
    ...(patches !== undefined && { patches: texts.at(patches) ?? false }),
  }
}

/** Values by their place. */
class LikeTexts {
  readonly #values: readonly unknown[]
  readonly #encoder = new TextEncoder()
  readonly #decoder = new TextDecoder()
  #likeBytes = 0

  constructor(values: readonly unknown[]) {
    this.#values = values
  }

  at(place: unknown): unknown {
    return typeof place === 'number' ? this.#values[place] : undefined
  }

  fields(row: unknown): unknown {
    if (!Array.isArray(row)) return undefined
    const names = this.at(row[0])
    if (!Array.isArray(names) || names.length !== row.length - 1) return undefined
    return Object.fromEntries(names.map((name, index) => [String(name), this.at(row[index + 1])]))
  }

  like([place, head, tail, text]: readonly unknown[]): unknown {
    const whole = this.at(place)
    if (typeof whole !== 'string' || typeof text !== 'string') return undefined
    const bytes = this.#encoder.encode(whole)
    if (!isCount(head) || !isCount(tail) || head + tail > bytes.length) return undefined
    const middle = this.#encoder.encode(text)
    const all = new Uint8Array(head + middle.length + tail)
    this.#likeBytes += all.length
    if (this.#likeBytes > maxLikeBytes) throw new RangeError('the outputs of a batch are too large')
    all.set(bytes.subarray(0, head))
    all.set(middle, head)
    all.set(bytes.subarray(bytes.length - tail), head + middle.length)
    return this.#decoder.decode(all)
  }
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0

/** The batch that an unpacked table of one's own stands for. */
export const batchOf = (table: BatchTable): Batch => {
  const { firstSeq: _, values: __, alerts: ___, ...head } = table
  return { ...head, alerts: alertsOfTable({ ...table }) as readonly Alert[] }
}
