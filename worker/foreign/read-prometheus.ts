/** Alerts as Prometheus posts them to `/api/v2/alerts`. */
import type { Alert, FieldValue } from '#schema/alert'
import { type Priority, priorities } from '#schema/priority'
import type { Faults } from '../fault.ts'
import { limits } from '../ingest/limits.ts'
import { readList, readMap, readText } from '../ingest/read-values.ts'
import { annotationPrefix, endsAtField, type Labels, labelOf, prometheusSource } from '../matchers/labels.ts'
import { parseTime } from '../mute/silence.ts'
import type { ForeignAlert } from './foreign-alert.ts'

const maxAlerts = 1000

/** The node that alerts of Prometheus count for. */
const prometheusNode = 'prometheus'

/** The alerts of a body. */
export const readPrometheus = (value: unknown, nowMs: number, faults: Faults): readonly ForeignAlert[] =>
  readList(value, 'body', maxAlerts, faults, (item, place) => {
    const map = readMap(item, place, faults)
    const labels = readLabels(map.labels, `${place}.labels`, faults)
    if (Object.keys(labels).length === 0) faults.add('empty', `${place}.labels`, 'must hold at least one label')
    const annotations = readLabels(map.annotations ?? {}, `${place}.annotations`, faults)
    readEnd(map.startsAt, `${place}.startsAt`, faults)
    const endsAt = readEnd(map.endsAt, `${place}.endsAt`, faults)
    return { node: prometheusNode, alert: alertOf(labels, annotations, endsAt, nowMs) }
  })

const alertOf = (labels: Labels, annotations: Labels, endsAt: string | undefined, nowMs: number): Alert => {
  const fields: Record<string, FieldValue> = { ...labels }
  for (const [name, text] of Object.entries(annotations)) fields[`${annotationPrefix}${name}`] = text
  if (endsAt !== undefined) fields[endsAtField] = endsAt
  const instance = labelOf(labels, 'instance').replace(/:\d+$/, '')
  return {
    seq: 1,
    timeNs: BigInt(nowMs) * 1_000_000n,
    rule: labelOf(labels, 'alertname') || 'alert without a name',
    priority: priorityOf(labelOf(labels, 'severity')),
    source: prometheusSource,
    tags: [],
    hostname: (instance || labelOf(labels, 'node')).slice(0, limits.hostname),
    output: labelOf(annotations, 'description') || labelOf(annotations, 'summary') || labelsInWords(labels),
    fields,
    lineage: [],
    containerId: '',
    evidence: { complete: true, lostEvents: 0, missing: [] },
  }
}

/** What an alert without words is about: `HighCPU (instance=web-1 job=node)`. */
const labelsInWords = ({ alertname = 'alert without a name', ...labels }: Labels): string => {
  const words = Object.entries(labels).map(([name, value]) => `${name}=${value}`)
  return `${alertname}${words.length === 0 ? '' : ` (${words.join(' ')})`}`.slice(0, limits.output)
}

/** The priority nearest to what people write into `severity`. */
const priorityOf = (severity: string): Priority => {
  const word = severity.toLowerCase()
  if (word === 'page') return 'Critical'
  if (word === 'info') return 'Informational'
  return priorities.find((priority) => priority.toLowerCase() === word) ?? 'Warning'
}

const readLabels = (value: unknown, place: string, faults: Faults): Labels => {
  const entries = Object.entries(readMap(value, place, faults))
  if (entries.length > 100) faults.add('too_many_labels', place, 'must be at most 100')
  const labels: Record<string, string> = {}
  for (const [name, item] of entries.slice(0, 100)) {
    const text = readText(item, `${place}.${name.slice(0, 64)}`, 8192, faults)
    if (name.length > 64 || name === '') faults.add('not_a_label', place, 'a name must be 1 to 64 characters')
    else if (text !== '') labels[name] = text
  }
  return labels
}

/** A time, or undefined where it is missing or Go's way of saying so. */
const readEnd = (value: unknown, place: string, faults: Faults): string | undefined => {
  if (value === undefined || value === '' || (typeof value === 'string' && value.startsWith('0001-01-01T')))
    return undefined
  const text = readText(value, place, 64, faults)
  if (parseTime(text) === undefined) faults.add('not_a_time', place, 'must be a time such as 2026-01-31T12:00:00Z')
  return text
}
