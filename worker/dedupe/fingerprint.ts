/** Which alerts are repeats of each other: those with one rule, one node and the same values of chosen fields. */
import type { Alert, FieldValue } from '#schema/alert'
import { sha256Hex } from '../digest/sha256.ts'

/** The fields that tell repeats apart where a rule chooses none. No pid: the same act by a new process is a repeat. */
export const defaultFields: readonly string[] = [
  'container.id',
  'proc.name',
  'proc.exepath',
  'proc.pname',
  'user.name',
  'fd.name',
]

/** The fields that tell repeats of a rule apart. */
export type FieldsOf = (rule: string) => readonly string[]

/** The fingerprint of an alert: 32 hex digits. `fields` are the ones its rule chose, if it did. */
export const fingerprintOf = (node: string, alert: Alert, fields: readonly string[] = defaultFields): string => {
  const values = fields.map((field) => String(fieldOf(alert, field) ?? ''))
  return sha256Hex(JSON.stringify([node, alert.rule, ...values])).slice(0, 32)
}

/** The fingerprint of a set of labels: 32 hex digits. */
export const labelFingerprintOf = (labels: Readonly<Record<string, string>>): string =>
  sha256Hex(JSON.stringify(Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1)))).slice(0, 32)

/** A field of an alert, out of its lineage where the output did not ask for it. */
const fieldOf = (alert: Alert, field: string): FieldValue | undefined => {
  switch (field) {
    case 'container.id':
      return alert.containerId
    case 'proc.name':
      return alert.lineage[0]?.name ?? alert.fields[field]
    case 'proc.exepath':
      return alert.lineage[0]?.exePath ?? alert.fields[field]
    case 'proc.pname':
      return alert.lineage[1]?.name ?? alert.fields[field]
    default:
      return alert.fields[field]
  }
}
