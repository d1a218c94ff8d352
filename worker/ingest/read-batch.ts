/** Reads a batch whichever way it takes: in place if it can be, through the decoder if it must. */
import type { Fault } from '../fault.ts'
import type { BatchReader } from './batch-reader.ts'
import { packBatch, parseBatch } from './parse-batch.ts'

/** The reader has read the batch, or everything found wrong with it. */
export type ReadBatch = { readonly kind: 'batch' } | { readonly kind: 'faults'; readonly faults: readonly Fault[] }

/** Reads the body of a request to `/v1/ingest`. */
export const readBatch = (reader: BatchReader, body: Uint8Array): ReadBatch => {
  if (reader.read(body)) return { kind: 'batch' }
  const parsed = parseBatch(body)
  if (parsed.kind === 'faults') return parsed
  const bytes = packBatch(parsed.batch)
  if (reader.read(bytes, 3)) return { kind: 'batch' }
  if (!reader.isTooLarge) throw new Error('a batch without fault cannot be read as it was packed')
  return { kind: 'faults', faults: [{ code: 'too_large', place: 'alerts', hint: 'must be at most 16 MiB in full' }] }
}
