/** The alert that a completed correlation is. What it says depends on the rule, the group and the completing alert only. */
import type { FieldValue } from '#schema/alert'
import type { Occurrence } from '../correlate/occurrence.ts'
import { sha256Hex } from '../digest/sha256.ts'
import { rfc3339 } from '../query/rfc3339.ts'
import { type CorrelationRule, conditionText } from './correlation-rule.ts'
import type { StoredEvent } from './event-store.ts'

/** The source of alerts that correlations make. */
export const correlationSource = 'correlation'

/** The field that names the correlation which an alert is of. */
export const keyField = 'correlation.key'

/** The field that holds the group, as `groupText` wrote it. */
export const groupField = 'correlation.group'

/** The field that holds the timespan in seconds. */
export const timespanField = 'correlation.timespan'

/** A group as text, the same for the same values. */
export const groupText = (values: readonly string[]): string => JSON.stringify(values)

/** The alert of `rule`, completed by `event`. */
export const derivedOccurrence = (rule: CorrelationRule, { id, timeNs, group, detail }: StoredEvent): Occurrence => {
  const { node, hostname, evidence, values } = detail
  const grouped: Record<string, FieldValue> = Object.fromEntries(
    rule.groupBy.map((field, index) => [field, values[index] ?? '']),
  )
  const timespan = seconds(rule.timespanNs)
  const own = { [keyField]: rule.key, [groupField]: group, [timespanField]: timespan, 'correlation.type': rule.type }
  return {
    id: `sigma/${rule.key}/${sha256Hex(id).slice(0, 16)}`,
    node,
    fingerprint: sha256Hex(JSON.stringify(['sigma', rule.key, group])).slice(0, 32),
    alert: {
      seq: 1,
      timeNs,
      rule: rule.title,
      priority: rule.priority,
      source: correlationSource,
      tags: rule.tags,
      hostname,
      output: `${rfc3339(timeNs)}: ${rule.priority} ${outputOf(rule, values)}`,
      fields: { ...grouped, ...own },
      lineage: [],
      containerId: '',
      evidence,
    },
  }
}

const outputOf = (rule: CorrelationRule, values: readonly string[]): string => {
  const names = rule.rules.join(rule.type === 'temporal_ordered' ? ', then ' : ', ')
  const where = rule.groupBy.map((field, index) => `${field}=${values[index] ?? ''}`).join(' ')
  const what = `${rule.title} (${countText(rule)} of ${names} within ${seconds(rule.timespanNs)} s`
  return `${what}${where === '' ? '' : `; ${where}`})`
}

const countText = (rule: CorrelationRule): string => {
  switch (rule.type) {
    case 'event_count':
      return `alerts ${conditionText(rule.condition)}`
    case 'value_count':
      return `values of ${rule.field ?? ''} ${conditionText(rule.condition)}`
    case 'temporal':
      return `rules ${conditionText(rule.condition)}`
    case 'temporal_ordered':
      return 'all in order'
  }
}

const seconds = (ns: bigint): string => String(ns / 1_000_000_000n)
