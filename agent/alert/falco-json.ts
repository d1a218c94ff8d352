import type { Alert, FalcoAlert, FieldValue } from '#schema/alert'
import { visibleJson } from '#schema/visible-text'
import { jsonTime } from './time.ts'

type Sealed = Omit<Alert, 'seq'>

/** The alert as Falco's `json_output` shapes it. */
export const toFalcoAlert = (alert: Sealed): FalcoAlert => ({
  hostname: alert.hostname,
  output: alert.output,
  output_fields: sorted(alert.fields),
  priority: alert.priority,
  rule: alert.rule,
  source: alert.source,
  tags: [...alert.tags].sort(),
  time: jsonTime(alert.timeNs),
})

/** The alert as one line of JSON; integers past 2^53 keep all their digits. */
export const toFalcoJson = (alert: Sealed): string =>
  visibleJson(
    JSON.stringify(toFalcoAlert(alert), (_key, value: unknown) =>
      typeof value === 'bigint' ? JSON.rawJSON(value.toString()) : value,
    ),
  )

const sorted = (fields: Readonly<Record<string, FieldValue>>): Record<string, FieldValue> =>
  Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)))
