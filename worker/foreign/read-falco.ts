/** Alerts as Falco's `http_output` and Falcosidekick post them: one JSON object, or a list of them. */
import type { Alert, FieldValue, ProcessKey } from '#schema/alert'
import { type Priority, priorities } from '#schema/priority'
import type { Faults } from '../fault.ts'
import { limits } from '../ingest/limits.ts'
import { readList, readMap, readText } from '../ingest/read-values.ts'
import { type ForeignAlert, fieldsOf, nodeNameOf } from './foreign-alert.ts'

const maxAlerts = 1000

/** The alerts of a body, each with the node that it counts for. */
export const readFalco = (value: unknown, nowMs: number, faults: Faults): readonly ForeignAlert[] =>
  readList(Array.isArray(value) ? value : [value], 'body', maxAlerts, faults, (item, place) =>
    readAlert(item, place, nowMs, faults),
  )

const readAlert = (value: unknown, place: string, nowMs: number, faults: Faults): ForeignAlert => {
  const map = readMap(value, place, faults)
  const rule = readText(map.rule, `${place}.rule`, limits.rule, faults)
  if (rule === '' && typeof map.rule === 'string') faults.add('empty', `${place}.rule`, 'must not be empty')
  const fields = fieldsOf(map.output_fields ?? {}, `${place}.output_fields`, faults)
  const hostname = readText(map.hostname ?? '', `${place}.hostname`, limits.hostname, faults)
  const alert: Alert = {
    seq: 1,
    timeNs: readTimeNs(map.time, `${place}.time`, nowMs, faults),
    rule,
    priority: readPriority(map.priority, `${place}.priority`, faults),
    source: readText(map.source ?? 'syscall', `${place}.source`, limits.source, faults),
    tags: readList(map.tags ?? [], `${place}.tags`, limits.tags, faults, (tag, at) =>
      readText(tag, at, limits.tag, faults),
    ),
    hostname,
    output: readText(map.output ?? '', `${place}.output`, limits.output, faults),
    fields,
    lineage: lineageOf(fields),
    containerId: textField(fields['container.id']),
    evidence: { complete: false, lostEvents: 0, missing: ['sent by Falco, which does not say what it lost'] },
  }
  return { node: nodeNameOf(hostname, 'falco'), alert }
}

/** Falco's own words, in any case, and the short one of its documentation. */
const readPriority = (value: unknown, place: string, faults: Faults): Priority => {
  const word = typeof value === 'string' ? value.toLowerCase() : ''
  const found = word === 'info' ? 'Informational' : priorities.find((priority) => priority.toLowerCase() === word)
  if (found !== undefined) return found
  faults.add('not_a_priority', place, `must be one of ${priorities.join(', ')}`)
  return 'Debug'
}

/** Nanoseconds since 1970 of an RFC 3339 time with up to nine digits; now where none is given. */
const readTimeNs = (value: unknown, place: string, nowMs: number, faults: Faults): bigint => {
  if (value === undefined) return BigInt(nowMs) * 1_000_000n
  const text = readText(value, place, 64, faults)
  const [, whole, fraction = '', zone] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? []
  const seconds = Date.parse(`${whole}${zone}`) / 1000
  if (whole !== undefined && seconds > 0) return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'))
  faults.add('not_a_time', place, 'must be a time such as 2026-01-31T12:00:00.123456789Z')
  return 1n
}

/** The process and its parent, where the rule's output names them with their start: a pid alone may be another by now. */
const lineageOf = (fields: Readonly<Record<string, FieldValue>>): readonly ProcessKey[] => {
  const process = (pid: string, start: string, prefix: string): ProcessKey[] => {
    const [id, startNs] = [Number(fields[pid]), fields[start]]
    if (!Number.isSafeInteger(id) || id <= 0 || (typeof startNs !== 'number' && typeof startNs !== 'bigint')) return []
    return [
      {
        pid: id,
        startNs: BigInt(startNs),
        name: textField(fields[`proc.${prefix}name`]).slice(0, limits.processName),
        exePath: textField(fields[`proc.${prefix}exepath`]).slice(0, limits.path),
        commandLine: textField(fields[`proc.${prefix}cmdline`]).slice(0, limits.path),
      },
    ]
  }
  const own = process('proc.pid', 'proc.pid.ts', '')
  return own.length === 0 ? [] : [...own, ...process('proc.ppid', 'proc.ppid.ts', 'p')]
}

const textField = (value: FieldValue | undefined): string => (typeof value === 'string' ? value : '')
