/** Untrusted bytes to a typed batch, once, at the door. Unknown keys are left out, so that newer agents are understood. */
import { Packr, Unpackr } from 'msgpackr'
import type { Alert, Batch, Evidence, FieldValue, LossLedger, ProcessKey } from '#schema/alert'
import { alertsOfTable, tableOf } from '#schema/batch-table'
import { type Priority, priorities } from '#schema/priority'
import { type Fault, Faults } from '../fault.ts'
import { limits } from './limits.ts'
import { readCount, readFlag, readList, readMap, readNs, readPattern, readText } from './read-values.ts'
import { scan } from './scan.ts'

/** A batch, or everything found wrong with it. */
export type ParsedBatch =
  | { readonly kind: 'batch'; readonly batch: Batch }
  | { readonly kind: 'faults'; readonly faults: readonly Fault[] }

/** What a node may be called. */
export const nodePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/

/** The rule behind `nodePattern`, in words. */
export const nodePatternHint = 'must be 1 to 128 letters, digits, dots, dashes and underscores, a letter or digit first'

const unpackr = new Unpackr({ useRecords: false, int64AsType: 'bigint' })

const packr = new Packr({ useRecords: false })

/** A batch as an agent seals it. */
export const packBatch = (batch: Batch): Uint8Array<ArrayBuffer> => new Uint8Array(packr.pack(tableOf(batch)))

/** Reads the body of a request to `/v1/ingest`. */
export const parseBatch = (body: Uint8Array): ParsedBatch => {
  const wrong = body.length > limits.bodyBytes ? 'larger than 1 MiB' : scan(body, limits.depth)
  if (wrong !== undefined) return { kind: 'faults', faults: [{ code: 'not_msgpack', place: 'body', hint: wrong }] }
  const faults = new Faults()
  const batch = readBatch(unpackr.unpack(body), faults)
  return faults.found.length > 0 ? { kind: 'faults', faults: faults.found } : { kind: 'batch', batch }
}

const readBatch = (value: unknown, faults: Faults): Batch => {
  const map = readMap(value, 'batch', faults)
  if (map.version !== 1) faults.add('not_this_version', 'version', 'must be 1')
  return {
    version: 1,
    node: readPattern(map.node, 'node', nodePattern, nodePatternHint, faults),
    epoch: readPattern(map.epoch, 'epoch', /^[0-9a-f]{32}$/, 'must be 32 hex digits', faults),
    number: readCount(map.number, 'number', 1, faults),
    previous: readDigest(map.previous, faults),
    bundle: readText(map.bundle, 'bundle', limits.bundle, faults),
    alerts: readList(readAlerts(map, faults), 'alerts', limits.alerts, faults, (item, place) =>
      readAlert(item, place, faults),
    ),
    shed: readCount(map.shed, 'shed', 0, faults),
    ledger: readLedger(map.ledger, faults),
  }
}

/** Rows become maps here, so that everything below is checked in one form. */
const readAlerts = (map: Readonly<Record<string, unknown>>, faults: Faults): unknown => {
  const { alerts } = map
  if (!Array.isArray(alerts) || alerts.length > limits.alerts) return alerts
  try {
    return alertsOfTable(map)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    faults.add('too_large', 'alerts', 'must be at most 16 MiB in full')
    return []
  }
}

const readDigest = (value: unknown, faults: Faults): Uint8Array => {
  if (value instanceof Uint8Array && value.length === 32) return new Uint8Array(value)
  faults.add('not_a_digest', 'previous', 'must be 32 bytes')
  return new Uint8Array(32)
}

const readAlert = (value: unknown, place: string, faults: Faults): Alert => {
  const map = readMap(value, place, faults)
  return {
    seq: readCount(map.seq, `${place}.seq`, 1, faults),
    timeNs: readNs(map.timeNs, `${place}.timeNs`, 1n, faults),
    rule: readText(map.rule, `${place}.rule`, limits.rule, faults),
    priority: readPriority(map.priority, `${place}.priority`, faults),
    source: readText(map.source, `${place}.source`, limits.source, faults),
    tags: readList(map.tags, `${place}.tags`, limits.tags, faults, (tag, at) => readText(tag, at, limits.tag, faults)),
    hostname: readText(map.hostname, `${place}.hostname`, limits.hostname, faults),
    output: readText(map.output, `${place}.output`, limits.output, faults),
    fields: readFields(map.fields, `${place}.fields`, faults),
    lineage: readList(map.lineage, `${place}.lineage`, limits.lineage, faults, (item, at) =>
      readProcess(item, at, faults),
    ),
    containerId: readText(map.containerId, `${place}.containerId`, limits.containerId, faults),
    evidence: readEvidence(map.evidence, `${place}.evidence`, faults),
    ...readPatchName(map, 'patchable', place, faults),
    ...readPatchName(map, 'patches', place, faults),
  }
}

/** The name of a patch, where there is one. */
const readPatchName = (
  map: Readonly<Record<string, unknown>>,
  key: 'patchable' | 'patches',
  place: string,
  faults: Faults,
): Pick<Alert, 'patchable' | 'patches'> =>
  map[key] === undefined || map[key] === null
    ? {}
    : { [key]: readText(map[key], `${place}.${key}`, limits.patch, faults) }

const isPriority = (value: unknown): value is Priority => priorities.some((priority) => priority === value)

const readPriority = (value: unknown, place: string, faults: Faults): Priority => {
  if (isPriority(value)) return value
  faults.add('not_a_priority', place, `must be one of ${priorities.join(', ')}`)
  return 'Debug'
}

const isFieldText = (value: unknown): value is string => typeof value === 'string' && value.length <= limits.fieldText

const isFieldValue = (value: unknown): value is FieldValue =>
  value === null ||
  typeof value === 'boolean' ||
  typeof value === 'bigint' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  isFieldText(value) ||
  (Array.isArray(value) && value.length > 0 && value.length <= limits.fieldMembers && value.every(isFieldText))

const readFields = (value: unknown, place: string, faults: Faults): Readonly<Record<string, FieldValue>> => {
  const entries = Object.entries(readMap(value, place, faults))
  if (entries.length > limits.fields) faults.add('too_many_fields', place, `must be at most ${limits.fields} fields`)
  const fields: Record<string, FieldValue> = {}
  for (const [name, item] of entries.slice(0, limits.fields)) {
    if (name.length <= limits.fieldName && isFieldValue(item)) fields[name] = item
    else
      faults.add(
        'not_a_field',
        `${place}.${name.slice(0, 64)}`,
        'must be text, a number, true, false, nil or an array of texts',
      )
  }
  return fields
}

const readProcess = (value: unknown, place: string, faults: Faults): ProcessKey => {
  const map = readMap(value, place, faults)
  return {
    pid: readCount(map.pid, `${place}.pid`, 0, faults),
    startNs: readNs(map.startNs, `${place}.startNs`, 0n, faults),
    name: readText(map.name, `${place}.name`, limits.processName, faults),
    exePath: readText(map.exePath, `${place}.exePath`, limits.path, faults),
    commandLine: readText(map.commandLine, `${place}.commandLine`, limits.path, faults),
  }
}

const readEvidence = (value: unknown, place: string, faults: Faults): Evidence => {
  const map = readMap(value, place, faults)
  return {
    complete: readFlag(map.complete, `${place}.complete`, faults),
    lostEvents: readCount(map.lostEvents, `${place}.lostEvents`, 0, faults),
    missing: readList(map.missing, `${place}.missing`, limits.missing, faults, (item, at) =>
      readText(item, at, limits.tag, faults),
    ),
  }
}

const readLedger = (value: unknown, faults: Faults): LossLedger => {
  const entries = Object.entries(readMap(value, 'ledger', faults))
  if (entries.length > limits.ledger) faults.add('too_many_classes', 'ledger', `must be at most ${limits.ledger} types`)
  const ledger: Record<string, LossLedger[string]> = {}
  for (const [name, item] of entries.slice(0, limits.ledger)) {
    const place = `ledger.${name.slice(0, 64)}`
    const counts = readMap(item, place, faults)
    ledger[name.slice(0, 64)] = {
      seen: readCount(counts.seen, `${place}.seen`, 0, faults),
      filtered: readCount(counts.filtered, `${place}.filtered`, 0, faults),
      evaluated: readCount(counts.evaluated, `${place}.evaluated`, 0, faults),
      dropped: readCount(counts.dropped, `${place}.dropped`, 0, faults),
    }
  }
  return ledger
}
