/** Alerts that eyas raises about itself; their rule begins with `eyas: ` and their source is `internal`. */
import type { Alert, FieldValue } from '#schema/alert'
import type { Priority } from '#schema/priority'
import { lineTime } from './time.ts'

/** An alert of eyas about itself, before the outbox numbers it. */
export const internalAlert = (about: {
  readonly rule: string
  readonly priority: Priority
  readonly text: string
  readonly fields: Readonly<Record<string, FieldValue>>
  readonly hostname: string
  readonly timeNs: bigint
}): Omit<Alert, 'seq'> => ({
  timeNs: about.timeNs,
  rule: about.rule,
  priority: about.priority,
  source: 'internal',
  tags: [],
  hostname: about.hostname,
  output: `${lineTime(about.timeNs)}: ${about.priority} ${about.text}`,
  fields: about.fields,
  lineage: [],
  containerId: '',
  evidence: { complete: true, lostEvents: 0, missing: [] },
})
