/**
 * Capture on a live kernel: the only door to this part.
 *
 *     const source = openSource({ eventTypes: ['execve', 'openat', 'connect'] })
 *     source.attach()                              // 1. events gather in the ring
 *     source.snapshot(buffer, 0, buffer.length)    // 2. what was there before, until complete
 *     source.onReadable(() => source.drainInto(…)) // 3. events, in order
 *     source.close()
 */
export type { EventCount, HookCount, Target } from './addon.ts'
export { bootTimeNs } from './boot-time.ts'
export { buildNative } from './build.ts'
export { buildScapReader } from './build-scap.ts'
export type { TypeFilter } from './kernel-filter.ts'
export { type HookCost, measureHooks, timeRuns } from './measure.ts'
export { NativeError } from './native-error.ts'
export { type KernelFeature, probeKernel } from './probe.ts'
export { releaseMemory } from './release-memory.ts'
export {
  bitsOf,
  type Capability,
  capabilities,
  confine,
  confineChildren,
  namesOf,
  type Rights,
  rightsOfThreads,
} from './rights.ts'
export { type CaptureStatus, type CaptureWants, openScap, type ScapReader } from './scap-reader.ts'
export { type Counters, openSource, type Source, type SourceOptions } from './source.ts'
