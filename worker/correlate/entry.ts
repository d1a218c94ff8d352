/** Repeats of one alert inside an incident, folded into one. Merging is associative and knows no order. */
import { alertId, type ProcessKey } from '#schema/alert'
import type { FieldsOf } from '../dedupe/fingerprint.ts'
import type { Fold } from '../ingest/fold.ts'
import { unpackAlert } from '../ingest/unpack-alert.ts'
import { earlier, fingerprintOfAlert, later, type Moment, momentOf, type Occurrence } from './occurrence.ts'

/** What an incident holds per fingerprint. */
export interface Entry {
  readonly fingerprint: string
  readonly count: number
  readonly first: Moment & { readonly lineage: readonly ProcessKey[] }
  /** The newest of the repeats. */
  readonly sample: Occurrence
}

/** The entry of a single occurrence. */
export const entryOf = (occurrence: Occurrence): Entry => ({
  fingerprint: occurrence.fingerprint,
  count: 1,
  first: { ...momentOf(occurrence), lineage: occurrence.alert.lineage },
  sample: occurrence,
})

/** Two entries of one fingerprint as one. */
export const mergeEntries = (left: Entry, right: Entry): Entry => ({
  fingerprint: left.fingerprint,
  count: left.count + right.count,
  first: earlier(left.first, right.first),
  sample: later(momentOf(left.sample), momentOf(right.sample)).id === left.sample.id ? left.sample : right.sample,
})

/** The entry of folded repeats. */
export const entryOfFold = ({ node, epoch, count, firstSeq, firstNs, sample }: Fold, fieldsOf: FieldsOf): Entry => {
  const alert = unpackAlert(sample)
  const fingerprint = fingerprintOfAlert(node, alert, fieldsOf(alert.rule))
  return {
    fingerprint,
    count,
    first: { id: alertId(node, epoch, firstSeq), timeNs: firstNs, lineage: alert.lineage },
    sample: { id: alertId(node, epoch, alert.seq), node, fingerprint, alert },
  }
}
