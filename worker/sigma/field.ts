/** The fields that correlations may group by and count: what an alert says, by Falco's names. */
import type { FieldValue } from '#schema/alert'
import type { Occurrence } from '../correlate/occurrence.ts'

const maxValue = 1024

/** The value of a field as text, or undefined where the alert has none. */
export const fieldText = (occurrence: Occurrence, field: string): string | undefined => {
  const value = rawValue(occurrence, field)
  if (value === undefined || value === null || value === '' || value === '<NA>') return undefined
  return String(value).slice(0, maxValue)
}

const rawValue = ({ node, alert }: Occurrence, field: string): FieldValue | undefined => {
  switch (field) {
    case 'node':
      return node
    case 'hostname':
    case 'evt.hostname':
      return alert.hostname
    case 'rule':
      return alert.rule
    case 'priority':
      return alert.priority
    case 'source':
      return alert.source
    case 'container.id':
      return own(alert.fields, field) ?? alert.containerId
    case 'proc.name':
      return own(alert.fields, field) ?? alert.lineage[0]?.name
    case 'proc.exepath':
      return own(alert.fields, field) ?? alert.lineage[0]?.exePath
    case 'proc.pname':
      return own(alert.fields, field) ?? alert.lineage[1]?.name
    default:
      return own(alert.fields, field)
  }
}

const own = (fields: Readonly<Record<string, FieldValue>>, name: string): FieldValue | undefined =>
  Object.hasOwn(fields, name) ? fields[name] : undefined
