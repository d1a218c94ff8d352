/** Reads a batch whichever way it takes: in place if it can be, through the decoder if it must. */
import type { Fault } from '../fault.ts'
import type { BatchReader } from './batch-reader.ts'
import { packBatch, parseBatch } from './parse-batch.ts'

/** The bytes that the reader has read the batch in, or everything found wrong with it. */
export type ReadBatch =
  | { readonly kind: 'batch'; readonly bytes: Uint8Array }
  | { readonly kind: 'faults'; readonly faults: readonly Fault[] }

/** Reads the body of a request to `/v1/ingest`. */
export const readBatch = (reader: BatchReader, body: Uint8Array): ReadBatch => {
  if (reader.read(body)) return { kind: 'batch', bytes: body }
  const parsed = parseBatch(body)
  if (parsed.kind === 'faults') return parsed
  const bytes = packBatch(parsed.batch)
  if (!reader.read(bytes, 3)) throw new Error('a batch without fault cannot be read as it was packed')
  return { kind: 'batch', bytes }
}
