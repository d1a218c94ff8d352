/** An audit log of Kubernetes as the source of a replay: a line holds one event or a list of them. */
import type { ManifestJsonField } from '#schema/manifest'
import { auditEvents, jsonRecord } from '#wasm-runtime'
import { LineSource } from './recording-source.ts'

/** Events of a log; `fields` are those that the rules read. Lines that are none are passed over, the first is told. */
export function auditSource(path: string, fields: readonly ManifestJsonField[]): LineSource {
  let number = 0
  return new LineSource(
    path,
    ({ text }) =>
      text.trim() === ''
        ? []
        : auditEvents(text).map((event) => ({
            bytes: jsonRecord(event, ++number, 'k8s_audit', fields),
            isEvent: true,
          })),
    true,
  )
}
