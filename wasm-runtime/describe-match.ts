/** A match with all that an alert says of it, read while the state is still the one that the rule saw. */
import type { FieldValue, ProcessKey } from '#schema/alert'
import { recordTypeOf } from '#schema/capture/record-types'
import { columnOf } from '#schema/layout'
import type { Manifest, ManifestField, ManifestPart, ManifestRule } from '#schema/manifest'
import { processFlags } from '#schema/process'
import { descriptor, header, recordFlags } from '#schema/record'
import { type FormattedValue, formatValue } from './format-value.ts'
import {
  containerKnowledge,
  readContainerId,
  readFullContainerId,
  readLineage,
  readState,
  textAt,
} from './read-process.ts'
import { type RawValue, readTextValue, readValue } from './read-value.ts'
import { isSinceLast, sinceLast } from './since-last.ts'

/** One rule that matched one event. */
export interface Match {
  readonly ruleIndex: number
  readonly rule: ManifestRule
  /** evt.type. */
  readonly eventType: string
  /** evt.num. */
  readonly eventNumber: bigint
  /** Wall clock, nanoseconds since 1970. */
  readonly timeNs: bigint
  /** The output line without the time and the priority in front of it. */
  readonly output: string
  /** output_fields of Falco's JSON. */
  readonly fields: Readonly<Record<string, FieldValue>>
  /** `fd.name.asked` and `fd.name.resolved`, which are among `fields`, where the kernel opened another path than was asked. */
  readonly names: Readonly<Record<string, string>>
  readonly lineage: readonly ProcessKey[]
  readonly containerId: string
  /** What of the event or its process was not seen, in words; empty if all was. */
  readonly missing: readonly string[]
  /** What the condition read, by the texts of the reader's values; absent if it was not kept. */
  readonly read?: ReadonlyMap<string, RawValue>
  /** What is needed to describe it again once the runtime has told of its container; null if it has, and on the host. */
  readonly unsettled: Unsettled | null
}

/** A match in a container that its runtime has not told of yet. */
export interface Unsettled {
  /** All 64 digits. */
  readonly containerId: string
  readonly eventTypeCode: number
  readonly describing: Describing
  readonly values: ReadonlyMap<number, FormattedValue>
}

/** What `missing` says of it, and what it says once it is sure that no runtime knows the container. */
const pendingText = 'container metadata pending'
const unknownText = 'container unknown to its runtime'

/** What a description needs of the module in force. */
export interface Describing {
  readonly memory: WebAssembly.Memory
  /** Whether matches have a lineage. */
  readonly tellsLineage: boolean
  readonly manifest: Manifest
  readonly extract: (value: number, record: number) => void
}

const columns = {
  type: columnOf(header, 'type').offset,
  flags: columnOf(header, 'flags').offset,
  timestamp: columnOf(header, 'timestamp_ns').offset,
  number: columnOf(header, 'number').offset,
  process: columnOf(header, 'process').offset,
  path: columnOf(descriptor, 'path').offset,
  resolved: columnOf(descriptor, 'resolved').offset,
} as const

function padded(text: string, width: number | undefined): string {
  if (width === undefined || width === 0) return text
  const bytes = new TextEncoder().encode(text).subarray(0, width)
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) + ' '.repeat(width - bytes.length)
}

/** Fields that print the time of the event, and are its nanoseconds in Falco's JSON. */
const printedTimes: ReadonlySet<string> = new Set([
  'evt.time',
  'evt.time.s',
  'evt.time.iso8601',
  'evt.datetime',
  'evt.datetime.s',
])

/** Reads each value of a record at most once. */
class Values {
  readonly #describing: Describing
  readonly #record: number
  readonly #known: Map<number, FormattedValue>

  constructor(describing: Describing, record: number, known: ReadonlyMap<number, FormattedValue> = new Map()) {
    this.#describing = describing
    this.#record = record
    this.#known = new Map(known)
  }

  get known(): ReadonlyMap<number, FormattedValue> {
    return this.#known
  }

  value(index: number): FormattedValue {
    const known = this.#known.get(index)
    if (known !== undefined) return known
    const { extract, manifest, memory } = this.#describing
    extract(index, this.#record)
    const { text = '', format = 'decimal' } = manifest.values[index] ?? {}
    const given = readTextValue(memory)
    const formatted = given === undefined ? formatValue(readValue(memory), format) : { text: given, json: given }
    const value = printedTimes.has(text) ? { ...formatted, json: this.#timestamp() } : formatted
    this.#known.set(index, value)
    return value
  }

  #timestamp(): bigint {
    return new DataView(this.#describing.memory.buffer).getBigUint64(this.#record + columns.timestamp, true)
  }

  line(parts: readonly ManifestPart[]): string {
    let line = ''
    for (const part of parts) {
      if (part.kind === 'text') line += part.text
      else {
        const text = isSinceLast(part.text) ? sinceLast(part, this.#timestamp()) : this.value(part.value).text
        line += padded(text, part.width)
      }
    }
    return line
  }

  extra(field: ManifestField): FieldValue {
    if (field.kind === 'constant') return field.text
    const only = field.parts.find((part) => part.kind === 'value')
    return field.typed && only?.kind === 'value' ? this.value(only.value).json : this.line(field.parts)
  }
}

function missingOf(flags: number, state: number, process: number, container: string): readonly string[] {
  return [
    ...(container === 'pending' ? [pendingText] : container === 'unknown' ? [unknownText] : []),
    ...(process === 0 ? ['process unknown'] : []),
    ...((state & processFlags.PARTIAL) !== 0 || (flags & recordFlags.PARTIAL) !== 0
      ? ['process seen only in part']
      : []),
    ...((flags & recordFlags.TRUNCATED) !== 0 ? ['text of the event cut'] : []),
  ]
}

/** Both names of a file whose path the kernel resolved to another than was asked for; empty where they are one. */
function namesOf(memory: WebAssembly.Memory, record: number): Readonly<Record<string, string>> {
  const view = new DataView(memory.buffer)
  if ((view.getUint16(record + columns.flags, true) & recordFlags.OTHER_NAME) === 0) return {}
  const name = (column: number): string =>
    textAt(memory, (record + view.getUint32(record + column, true)) >>> 0, view.getUint32(record + column + 4, true))
  return { 'fd.name.asked': name(columns.path), 'fd.name.resolved': name(columns.resolved) }
}

/** Describes the match of a rule with a record; an odd address says that it matched under the name resolved. */
export function describeMatch(describing: Describing, ruleIndex: number, place: number): Match {
  const record = place & ~1
  const { memory, manifest } = describing
  const rule = manifest.rules[ruleIndex]
  if (rule === undefined) throw new Error(`the module named rule ${ruleIndex}, which its manifest does not have`)
  const view = new DataView(memory.buffer)
  const process = view.getUint32(record + columns.process, true)
  const type = view.getUint16(record + columns.type, true)
  const container = containerKnowledge(memory, process)
  const values = new Values(describing, place)
  const names = namesOf(memory, record)
  return {
    ruleIndex,
    rule,
    eventType: recordTypeOf(type)?.name ?? '',
    eventNumber: view.getBigUint64(record + columns.number, true),
    timeNs: view.getBigUint64(record + columns.timestamp, true),
    ...shownOf(rule, values, names),
    names,
    lineage: describing.tellsLineage ? readLineage(memory, process) : [],
    containerId: readContainerId(memory, process),
    missing: missingOf(view.getUint16(record + columns.flags, true), readState(memory, process), process, container),
    unsettled:
      container === 'pending'
        ? { containerId: readFullContainerId(memory, process), eventTypeCode: type, describing, values: values.known }
        : null,
  }
}

/** The output line and the output fields. */
function shownOf(rule: ManifestRule, values: Values, names: Match['names']): Pick<Match, 'output' | 'fields'> {
  const fields: [string, FieldValue][] = []
  for (const part of rule.output) if (part.kind === 'value') fields.push([part.text, values.value(part.value).json])
  for (const field of rule.extraFields) fields.push([field.key, values.extra(field)])
  return { output: values.line(rule.output), fields: Object.assign(Object.fromEntries(fields), names) }
}

/** Values that read nothing but the container; `container.duration` and the like read the event too. */
const isOfContainer = (text: string): boolean =>
  /^(\w+\()*(container|k8s)\.[^,()]+\)*$/.test(text) && !/container\.(id|start_ts|duration)\b/.test(text)

/** The match as it is now that its runtime has answered, read from a record that stands for the event. */
export function describeSettled(match: Match, unsettled: Unsettled, record: number, isKnown: boolean): Match {
  const { describing, values } = unsettled
  const texts = describing.manifest.values
  const kept = [...values].filter(([index]) => !isOfContainer(texts[index]?.text ?? ''))
  return {
    ...match,
    ...shownOf(match.rule, new Values(describing, record, new Map(kept)), match.names),
    missing: match.missing.flatMap((one) => (one !== pendingText ? [one] : isKnown ? [] : [unknownText])),
    unsettled: null,
  }
}
