/**
 * The labels of an alert: what matchers, groups and templates see.
 *
 *     alertname   the rule                        node        the node's id
 *     priority    Falco's priority                hostname    the host's own name
 *     severity    critical, warning or info       container   short id, absent on the host
 *     source      syscall, k8s_audit, ...         tags        sorted, joined by commas
 *
 * and every output field, dots and brackets turned into underscores: `proc.name` is `proc_name`. Where a field has one
 * of the names above, the label above wins. Values are cut to 1024 characters. Alerts of Prometheus keep the labels that they came with.
 */
import type { Alert, FieldValue } from '#schema/alert'
import type { Priority } from '#schema/priority'

/** Names and values, all text. A label with an empty value is the same as none. */
export type Labels = Readonly<Record<string, string>>

/** The source of alerts that came through Alertmanager's API. Their fields are their labels, word for word. */
export const prometheusSource = 'prometheus'

/** Fields that the edge itself adds begin with this. They are never labels. */
const ownPrefix = 'eyas.'

/** A field that the edge adds to what came through Alertmanager's API: when it ends, RFC 3339. */
export const endsAtField = 'eyas.ends_at'

/** What the edge puts before the name of an annotation that came through Alertmanager's API. */
export const annotationPrefix = 'eyas.annotation.'

/** The value of a label, empty where there is none. */
export const labelOf = (labels: Labels, name: string): string =>
  Object.hasOwn(labels, name) ? (labels[name] ?? '') : ''

/** Falco's eight priorities in the three words that Prometheus' users route by. */
export const severityOf = (priority: Priority): string => {
  switch (priority) {
    case 'Emergency':
    case 'Alert':
    case 'Critical':
      return 'critical'
    case 'Error':
    case 'Warning':
      return 'warning'
    case 'Notice':
    case 'Informational':
    case 'Debug':
      return 'info'
  }
}

/** The labels of an alert. */
export const labelsOf = (node: string, alert: Alert): Labels => {
  const fields = Object.entries(alert.fields).filter(([name]) => !name.startsWith(ownPrefix))
  const labels = new Map<string, string>()
  const isForeign = alert.source === prometheusSource
  for (const [name, value] of fields) put(labels, isForeign ? name : labelName(name), fieldText(value))
  const own: readonly (readonly [string, string])[] = [
    ['alertname', alert.rule],
    ['priority', alert.priority],
    ['severity', severityOf(alert.priority)],
    ['node', node],
    ['hostname', alert.hostname],
    ['container', alert.containerId === 'host' ? '' : alert.containerId],
    ['source', alert.source],
    ['tags', [...alert.tags].sort().join(',')],
  ]
  if (isForeign) put(labels, 'alertname', alert.rule)
  else for (const [name, value] of own) put(labels, name, value)
  return Object.fromEntries(labels)
}

/** The annotations of an alert: the ones it came with, or its output line. */
export const annotationsOf = (alert: Alert): Labels => {
  const given = Object.entries(alert.fields).filter(([name]) => name.startsWith(annotationPrefix))
  if (alert.source === prometheusSource)
    return Object.fromEntries(given.map(([name, value]) => [name.slice(annotationPrefix.length), fieldText(value)]))
  return { summary: alert.rule, description: alert.output.slice(0, 8192) }
}

/** The label name of an output field. */
export const labelName = (field: string): string => {
  const name = field.replaceAll(/[^A-Za-z0-9_]+/g, '_').replace(/_+$/, '')
  return /^[0-9]/.test(name) ? `_${name}` : name
}

/** Keeps whatever is stored of an alert below what one row may hold. */
const maxValue = 1024

const put = (labels: Map<string, string>, name: string, value: string): void => {
  if (value !== '') labels.set(name, value.slice(0, maxValue))
}

const fieldText = (value: FieldValue): string => (value === null ? '' : String(value))
