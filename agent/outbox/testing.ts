/** What the tests of the outbox share: alerts, a clock that does not wait, randomness that repeats. */
import { generateKeyPairSync } from 'node:crypto'
import { type Priority, priorities } from '#schema/priority'
import type { Clock } from './clock.ts'
import type { OutboxOptions } from './outbox.ts'
import type { BatchContext, UnnumberedAlert } from './seal.ts'

/** Numbers from 0 up to 1 that follow from the seed (xorshift, shifts 13, 17, 5). */
export function seeded(seed: number): () => number {
  let state = ((seed + 1) * 0x9e3779b1) | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

/** A clock on which every wait is over at the next turn of the event loop. */
export class SwiftClock implements Clock {
  #now = 1_800_000_000_000
  readonly waits: number[] = []
  now(): number {
    return this.#now
  }
  after(milliseconds: number, signal: AbortSignal): Promise<void> {
    // The limit of a request: it ends with the request.
    if (milliseconds === 30_000) return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
    this.#now += milliseconds
    this.waits.push(milliseconds)
    return new Promise((resolve) => setImmediate(resolve))
  }
}

/** One key for all tests: making one takes longer than most of them. */
export const testNode = { id: 'node-1', ...generateKeyPairSync('ed25519') }

export const testContext: BatchContext = { bundle: 'sha256:00', ledger: {} }

/** An alert that `name` identifies. */
export const alertNamed = (name: string, priority: Priority = 'Warning', size = 20): UnnumberedAlert => ({
  timeNs: 1_800_000_000_000_000_000n,
  rule: name,
  priority,
  source: 'syscall',
  tags: [],
  hostname: 'host',
  output: 'x'.repeat(size),
  fields: { 'proc.name': 'cat', 'fd.ino': 12n },
  lineage: [{ pid: 4, startNs: 18_446_744_073_709_551n, name: 'cat', exePath: '/bin/cat', commandLine: 'cat' }],
  containerId: 'host',
  evidence: { complete: true, lostEvents: 0, missing: [] },
})

/** Any priority. */
export const anyPriority = (random: () => number): Priority =>
  priorities[Math.floor(random() * priorities.length)] ?? 'Debug'

/** Options of an outbox in a test. */
export const testOptions = (random: () => number, log: string[] = []): OutboxOptions => ({
  directory: '/nowhere',
  node: testNode,
  clock: new SwiftClock(),
  random: (bytes) => Uint8Array.from({ length: bytes }, () => random() * 256),
  log: (message) => void log.push(message),
})
