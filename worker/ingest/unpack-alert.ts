/** An alert out of the bytes of a batch that was read without fault before: nothing is checked again. */
import type { Alert, FieldValue, ProcessKey } from '#schema/alert'
import type { Priority } from '#schema/priority'
import { Decoder } from './decode.ts'

const decoder = new Decoder()

type Count = number | bigint

/** What a batch reader has vouched for. Counts come in whatever width they were packed in. */
interface Packed extends Omit<Alert, 'seq' | 'timeNs' | 'lineage' | 'evidence' | 'priority'> {
  readonly seq: Count
  readonly timeNs: Count
  readonly priority: Priority
  readonly lineage: readonly (Omit<ProcessKey, 'pid' | 'startNs'> & { readonly pid: Count; readonly startNs: Count })[]
  readonly evidence: Omit<Alert['evidence'], 'lostEvents'> & { readonly lostEvents: Count }
  readonly fields: Readonly<Record<string, FieldValue>>
}

/** Reads one alert. Keys that mean nothing to this worker are left out. */
export const unpackAlert = (bytes: Uint8Array): Alert => {
  const packed = decoder.decode(bytes) as Packed
  const { complete, lostEvents, missing } = packed.evidence
  return {
    seq: Number(packed.seq),
    timeNs: BigInt(packed.timeNs),
    rule: packed.rule,
    priority: packed.priority,
    source: packed.source,
    tags: packed.tags,
    hostname: packed.hostname,
    output: packed.output,
    fields: packed.fields,
    lineage: packed.lineage.map(processOf),
    containerId: packed.containerId,
    evidence: { complete, lostEvents: Number(lostEvents), missing },
    ...(packed.patchable !== undefined && { patchable: packed.patchable }),
    ...(packed.patches !== undefined && { patches: packed.patches }),
  }
}

const processOf = ({ pid, startNs, name, exePath, commandLine }: Packed['lineage'][number]): ProcessKey => ({
  pid: Number(pid),
  startNs: BigInt(startNs),
  name,
  exePath,
  commandLine,
})
