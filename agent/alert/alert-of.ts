import type { Alert } from '#schema/alert'
import type { Match } from '#wasm-runtime'
import { lineTime } from './time.ts'

/** Whether all was seen that a verdict rests on, and what was not. */
export const evidenceOf = (missing: readonly string[], lostEvents: number): Alert['evidence'] => ({
  complete: lostEvents === 0 && missing.length === 0,
  lostEvents,
  missing: lostEvents === 0 ? missing : [...missing, `${lostEvents} events lost on this node`],
})

/** The alert of a match; `lostEvents` is how many were lost on the node since its process tree was last known whole. */
export function alertOf(match: Match, hostname: string, lostEvents: number): Omit<Alert, 'seq'> {
  const { rule, timeNs, output, fields, lineage, containerId, missing } = match
  const { name, priority, source, tags } = rule
  return {
    timeNs,
    rule: name,
    priority,
    source,
    tags,
    hostname,
    output: `${lineTime(timeNs)}: ${priority} ${output}`,
    fields,
    lineage,
    containerId,
    evidence: evidenceOf(missing, lostEvents),
  }
}
