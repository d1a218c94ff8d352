/**
 * The thread that tries rules before they judge anything: validated, compiled, self-tested in a memory of its own, and
 * run until the engine has optimised what is run often. The compiled module is posted with its optimised code.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { decodeBundle } from '#schema/bundle'
import type { Bundle } from '#schema/manifest'
import { decodeVectors } from '#schema/vectors'
import { BundleRefused, createProbe, faultsOf, type Reader, type Runtime, selfTest } from '#wasm-runtime'
import type { Candidate, CandidateSettings } from './candidate.ts'

/** How long rules are run for, in milliseconds: beyond it nothing gets faster. */
const warmMs = 120

/** What the thread says. */
export type FromCandidate =
  | { readonly kind: 'fit'; readonly candidate: Candidate }
  | { readonly kind: 'unfit'; readonly reason: string }

/** Judges the vectors as one batch, again and again. */
function warm(probe: Runtime, { vectors }: Bundle): void {
  const records = decodeVectors(vectors).map(({ record }) => record)
  let bytes = 0
  for (const record of records) {
    if (bytes + record.length > probe.batchRegion.capacity) break
    new Uint8Array(probe.memory.buffer).set(record, probe.batchRegion.offset + bytes)
    bytes += record.length
  }
  const end = performance.now() + warmMs
  // Forgotten from time to time, as what is remembered runs other code than what is not.
  for (let round = 0; bytes > 0 && performance.now() < end; round++) {
    if (round % 8 === 0) probe.forgetMasks()
    if (round % 16 === 0) probe.judge(bytes)
    else probe.rehearse(bytes)
  }
}

async function tried({ bundle: file, stateModule }: CandidateSettings): Promise<FromCandidate> {
  const start = performance.now()
  const bundle = await decodeBundle(file)
  const faults = faultsOf(bundle)
  if (faults.length > 0) throw new BundleRefused(faults)
  const compiled = await WebAssembly.compile(bundle.module)
  const probe = createProbe(await WebAssembly.compile(new Uint8Array(stateModule)))
  const wrong = selfTest(probe, bundle, compiled)
  if (wrong.length > 0) throw new BundleRefused(wrong)
  warm(probe, bundle)
  const vectors = decodeVectors(bundle.vectors).length
  const reader = await readerOf(bundle)
  const milliseconds = performance.now() - start
  return { kind: 'fit', candidate: { bundle, compiled, vectors, milliseconds, ...(reader && { reader }) } }
}

/** The bundle's reader, which has to be fit as the rules have; undefined if it has none. */
async function readerOf({ reader }: Bundle): Promise<Reader | undefined> {
  if (reader.length === 0) return undefined
  const bundle = await decodeBundle(reader)
  const faults = faultsOf(bundle)
  if (faults.length > 0) throw new BundleRefused(faults)
  return { bundle, compiled: await WebAssembly.compile(bundle.module) }
}

const port = parentPort
if (port === null) throw new Error('candidate-thread.ts runs as a worker thread only')
try {
  // The main thread starts this file with nothing else.
  port.postMessage(await tried(workerData as CandidateSettings))
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error)
  port.postMessage({ kind: 'unfit', reason } satisfies FromCandidate)
}
