/** Alerts that no agent of ours sent. */
import type { Alert, FieldValue } from '#schema/alert'
import type { Faults } from '../fault.ts'
import { limits } from '../ingest/limits.ts'
import { nodePattern } from '../ingest/parse-batch.ts'
import { readMap } from '../ingest/read-values.ts'

/** An alert with the node that it counts for. Its sequence number is given where it is stored. */
export interface ForeignAlert {
  readonly node: string
  readonly alert: Alert
}

/** Fields of JSON as fields of an alert; what is nested becomes its JSON. */
export const fieldsOf = (value: unknown, place: string, faults: Faults): Readonly<Record<string, FieldValue>> => {
  const entries = Object.entries(readMap(value, place, faults))
  if (entries.length > limits.fields) faults.add('too_many_fields', place, `must be at most ${limits.fields} fields`)
  return Object.fromEntries(
    entries.slice(0, limits.fields).map(([name, item]) => [name.slice(0, limits.fieldName), fieldOf(item)]),
  )
}

const fieldOf = (value: unknown): FieldValue => {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value) : value
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text.slice(0, limits.fieldText)
}

/** A host's name as a node's, or the fallback where it cannot be one. */
export const nodeNameOf = (hostname: string, fallback: string): string => {
  const name = hostname
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, 128)
  return nodePattern.test(name) ? name : fallback
}
