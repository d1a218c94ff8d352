/** A match with all that an alert says of it, read while the state is still the one that the rule saw. */
import type { FieldValue, ProcessKey } from '#schema/alert'
import { eventTypeOf } from '#schema/events'
import { columnOf } from '#schema/layout'
import type { Manifest, ManifestField, ManifestPart, ManifestRule } from '#schema/manifest'
import { processFlags } from '#schema/process'
import { header, recordFlags } from '#schema/record'
import { type FormattedValue, formatValue } from './format-value.ts'
import { readContainerId, readLineage, readState } from './read-process.ts'
import { readValue } from './read-value.ts'

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
  readonly lineage: readonly ProcessKey[]
  readonly containerId: string
  /** What of the event or its process was not seen, in words; empty if all was. */
  readonly missing: readonly string[]
}

/** What a description needs of the module in force. */
export interface Describing {
  readonly memory: WebAssembly.Memory
  readonly manifest: Manifest
  readonly extract: (value: number, record: number) => void
}

const columns = {
  type: columnOf(header, 'type').offset,
  flags: columnOf(header, 'flags').offset,
  timestamp: columnOf(header, 'timestamp_ns').offset,
  number: columnOf(header, 'number').offset,
  process: columnOf(header, 'process').offset,
} as const

function padded(text: string, width: number | undefined): string {
  if (width === undefined || width === 0) return text
  const bytes = new TextEncoder().encode(text).subarray(0, width)
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) + ' '.repeat(width - bytes.length)
}

/** Reads each value of a record at most once. */
class Values {
  readonly #describing: Describing
  readonly #record: number
  readonly #known = new Map<number, FormattedValue>()

  constructor(describing: Describing, record: number) {
    this.#describing = describing
    this.#record = record
  }

  value(index: number): FormattedValue {
    const known = this.#known.get(index)
    if (known !== undefined) return known
    const { extract, manifest, memory } = this.#describing
    extract(index, this.#record)
    const value = formatValue(readValue(memory), manifest.values[index]?.format ?? 'decimal')
    this.#known.set(index, value)
    return value
  }

  line(parts: readonly ManifestPart[]): string {
    return parts
      .map((part) => (part.kind === 'text' ? part.text : padded(this.value(part.value).text, part.width)))
      .join('')
  }

  extra(field: ManifestField): FieldValue {
    if (field.kind === 'constant') return field.text
    const only = field.parts.find((part) => part.kind === 'value')
    return field.typed && only?.kind === 'value' ? this.value(only.value).json : this.line(field.parts)
  }
}

function missingOf(flags: number, state: number, process: number): readonly string[] {
  return [
    ...(process === 0 ? ['process unknown'] : []),
    ...((state & processFlags.PARTIAL) !== 0 || (flags & recordFlags.PARTIAL) !== 0
      ? ['process seen only in part']
      : []),
    ...((flags & recordFlags.TRUNCATED) !== 0 ? ['text of the event cut'] : []),
  ]
}

/** Describes the match of a rule with a record. */
export function describeMatch(describing: Describing, ruleIndex: number, record: number): Match {
  const { memory, manifest } = describing
  const rule = manifest.rules[ruleIndex]
  if (rule === undefined) throw new Error(`the module named rule ${ruleIndex}, which its manifest does not have`)
  const view = new DataView(memory.buffer)
  const process = view.getUint32(record + columns.process, true)
  const values = new Values(describing, record)
  const shown = rule.output.flatMap((part) =>
    part.kind === 'value' ? [[part.text, values.value(part.value).json] as const] : [],
  )
  const extra = rule.extraFields.map((field) => [field.key, values.extra(field)] as const)
  return {
    ruleIndex,
    rule,
    eventType: eventTypeOf(view.getUint16(record + columns.type, true))?.name ?? '',
    eventNumber: view.getBigUint64(record + columns.number, true),
    timeNs: view.getBigUint64(record + columns.timestamp, true),
    output: values.line(rule.output),
    fields: Object.fromEntries([...shown, ...extra]),
    lineage: readLineage(memory, process),
    containerId: readContainerId(memory, process),
    missing: missingOf(view.getUint16(record + columns.flags, true), readState(memory, process), process),
  }
}
