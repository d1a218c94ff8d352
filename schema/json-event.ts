/**
 * Events that are JSON: what an audit log or a cloud's trail tells. Their record is a header and the values that the
 * rules in force read, looked up before, so that the module never meets JSON:
 *
 *     0     header     `type` is that of the source, `process` is 0
 *     72    values     one for each field of `Manifest.jsonFields`, in that order, 16 bytes each:
 *                      u32 kind (of valueKinds: absent, text or list), u32 nothing, u32 offset from the start of the
 *                      record, u32 length in bytes
 *     …     text       the bytes that the values refer to; members of a list each end with a zero byte
 */
import type { EventType } from './event-type.ts'
import { header } from './record.ts'

/** Where the first value of a JSON event lies, and how many bytes each takes. */
export const jsonValues = { offset: header.size, bytes: 16 } as const

const type = (source: string, code: number): EventType => ({
  name: 'pluginevent',
  code,
  body: 'none',
  tail: 'none',
  usesFd: false,
  category: 'other',
  judged: true,
  parameters: [],
  source,
})

/** The event types of JSON sources. */
export const jsonEventTypes: readonly EventType[] = [type('k8s_audit', 120)]

/** The plugin of Falco whose events those of a source are, as evt.pluginname has it. */
export const pluginNames: ReadonlyMap<string, string> = new Map([['k8s_audit', 'k8saudit']])
