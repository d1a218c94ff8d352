/** The addon as TypeScript sees it; only the files of this folder call it. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { NativeError } from './native-error.ts'
import { buildFolder } from './paths.ts'

/** How the programs are loaded. */
export interface CaptureOptions {
  readonly objectPath: string
  readonly ringBytes: number
  readonly wantEnv: boolean
  /** Bits of eyas_controller in bpf/shared.h. */
  readonly v1Controllers: number
  readonly iterators: boolean
  /** Whether requests of io_uring can be seen. */
  readonly rings: boolean
}

/** Memory that records are written to. */
export type Target = ArrayBuffer | Uint8Array

/** What became of the events of one type; `seen` is the sum of the others but for `drained`, which is of `submitted`. */
export interface EventCount {
  readonly seen: number
  /** Let go by the kernel filter. */
  readonly filtered: number
  /** Caused by eyas itself or by a process it was told to leave out. */
  readonly own: number
  readonly submitted: number
  /** Taken from the ring; what is left of those submitted waits in it. */
  readonly drained: number
  /** The ring had no room. */
  readonly droppedFull: number
  /** The ring was fuller than events of this class may find it. */
  readonly droppedWatermark: number
  /** Calls of an ABI that is not understood (x32). */
  readonly unmapped: number
}

/** What the kernel counts of one program. */
export interface HookCount {
  readonly attached: boolean
  /** While runs are timed, see measure.ts. Programs that another passes on to are counted with that one. */
  readonly runs: number
  readonly nanoseconds: number
  /** How often it was not run because it was running on that CPU already. */
  readonly skipped: number
}

/** The loaded programs and their ring; see addon/module.cc. */
export interface Capture {
  attach(program: string): void
  detach(program: string): void
  setFamily(type: number, program: string): void
  setInterest(table: Uint16Array): void
  setOwn(pids: Uint32Array): void
  /** Writes one filter into set 0 or 1. */
  setFilter(set: number, type: number, bytes: Uint8Array): void
  /** Writes the nodes of the tries of set 0 or 1. */
  setNodes(set: number, bytes: Uint8Array): void
  /** Puts the set that the last bit of the epoch names in force at once; epoch 0 puts none. */
  useFilters(epoch: number): void
  /** Puts answers for processes into their places, for the epoch in force. */
  answer(source: Target, offset: number, bytes: number): void
  drainInto(target: Target, offset: number, capacity: number): number
  snapshotInto(target: Target, offset: number, capacity: number): { bytes: number; complete: boolean }
  count(type: number): EventCount
  /** By program. */
  hooks(): Record<string, HookCount>
  /** Events of all types that the ring had no room for; one read of memory. */
  drops(): number
  watch(callback: () => void): void
  /** Asks for one call of the watcher at the next event; false if an event is there already. */
  arm(): boolean
  close(): void
}

/** What the addon exports. */
export interface Addon {
  readonly Capture: new (options: CaptureOptions) => Capture
  bootTimeNs(): bigint
  /** A descriptor: for as long as it is open the kernel times every run of every program. */
  countRuns(): number
  releaseMemory(): void
  /** See addon/confine.h; bit n is capability n. */
  confine(keep: bigint): void
  confineChildren(keep: bigint): void
  probe(): readonly { readonly feature: string; readonly error: string }[]
}

let loaded: Addon | undefined

/** Loads the addon, once for each thread. */
export function loadAddon(): Addon {
  if (loaded !== undefined) return loaded
  const path = `${buildFolder}eyas.node`
  if (!existsSync(path)) {
    throw new NativeError('NATIVE_NOT_BUILT', 'the native part is not built', { hint: 'npm run build' })
  }
  try {
    // A native module has no types of its own; this file declares them.
    loaded = createRequire(import.meta.url)(path) as Addon
  } catch (cause) {
    throw new NativeError('NATIVE_ADDON', `the addon ${path} does not load`, { hint: 'npm run build', cause })
  }
  return loaded
}
