/** Rules on their way into force: tried in a thread of their own before the hot thread hears of them. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Bundle } from '#schema/manifest'
import type { Reader } from '#wasm-runtime'
import type { FromCandidate } from './candidate-thread.ts'

/** What is tried. */
export interface CandidateSettings {
  /** As a file holds it. */
  readonly bundle: Uint8Array
  readonly stateModule: Uint8Array
}

/** Rules that are fit to judge. */
export interface Candidate {
  readonly bundle: Bundle
  /** With the code that the engine has optimised so far. */
  readonly compiled: WebAssembly.Module
  /** Reads what the conditions read, if the bundle has a reader. */
  readonly reader?: Reader
  /** Self-test vectors that were judged as they must be. */
  readonly vectors: number
  /** What trying took. */
  readonly milliseconds: number
}

/** Rules that are not fit, with the reason. */
export class CandidateRefused extends Error {}

/** A candidate that is still being tried after so many milliseconds does not come back. */
const tryWithinMs = 30_000

/** Validates, self-tests and warms a bundle; throws CandidateRefused with the reason if it is not fit. */
export async function tryCandidate(settings: CandidateSettings, withinMs = tryWithinMs): Promise<Candidate> {
  const worker = new Worker(new URL('candidate-thread.ts', import.meta.url), {
    workerData: settings,
    name: 'eyas-candidate',
  })
  const ended = new AbortController()
  const timer = setTimeout(() => ended.abort(), withinMs)
  try {
    // The thread is our own source and sends nothing else.
    const [message] = (await once(worker, 'message', { signal: ended.signal })) as [FromCandidate]
    if (message.kind === 'unfit') throw new CandidateRefused(message.reason)
    return message.candidate
  } catch (error) {
    if (ended.signal.aborted) throw new CandidateRefused(`its self-test did not end within ${withinMs / 1000} s`)
    throw error
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}
