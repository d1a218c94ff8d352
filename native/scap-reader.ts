/** Reads captures of Falco and sysdig (.scap, plain or gzip) as records of events and processes. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Target } from './addon.ts'
import { NativeError, nativeErrorOf } from './native-error.ts'
import { buildFolder } from './paths.ts'

/** What the rules want of a capture; tables are by code of the record. */
export interface CaptureWants {
  /** 1 for each type of record that is wanted. */
  readonly records: Uint8Array
  /** Slots of schema/capture/supplied.ts to fill, each with the code of the record times 2^16. */
  readonly slots: Uint32Array
  /** Masks of the arguments wanted as text, and of those wanted as their own type. */
  readonly arguments: BigUint64Array
  readonly rawArguments: BigUint64Array
  /** Whether fd.connected is asked for: then reading and writing count. */
  readonly connected: boolean
  /** Whether sizes of memory are asked for. */
  readonly memory: boolean
  /** Whether outputs show bytes as base64. */
  readonly base64: boolean
}

/** How far a capture has been read. */
export interface CaptureStatus {
  /** Nothing more will come. */
  readonly complete: boolean
  /** What ended the reading too early; empty if nothing did. */
  readonly fault: string
  /** Where that is, in bytes of the capture, decompressed. */
  readonly faultOffset: number
  /** Events that evt.num counts, and those of them that became records. */
  readonly events: number
  readonly emitted: number
  /** Events of sources whose plugins alone can read them. */
  readonly ofPlugins: number
  /** Nanoseconds of reading that followed the state of the machine, by samples. */
  readonly stateNs: number
  readonly firstNs: bigint
  readonly lastNs: bigint
  /** The machine that was captured. */
  readonly hostname: string
  readonly fileBytes: number
  readonly fileOffset: number
}

/** A capture that is being read. */
export interface ScapReader {
  /**
   * Writes whole records into `target` and answers their bytes. There may be none before it is complete, as not more than
   * some megabytes are read in one go. Needs room for 2 MiB.
   */
  readInto(target: Target, offset: number, capacity: number): number
  status(): CaptureStatus
  close(): void
}

interface ScapAddon {
  readonly ScapReader: new (path: string, wants: CaptureWants) => ScapReader
}

let loaded: ScapAddon | undefined

function loadScapAddon(): ScapAddon {
  if (loaded !== undefined) return loaded
  const path = `${buildFolder}scap.node`
  if (!existsSync(path)) {
    throw new NativeError('NATIVE_NOT_BUILT', 'the reader of captures is not built', { hint: 'npm run build' })
  }
  try {
    // A native module has no types of its own; this file declares them.
    loaded = createRequire(import.meta.url)(path) as ScapAddon
  } catch (cause) {
    throw new NativeError('NATIVE_ADDON', `the addon ${path} does not load`, { hint: 'npm run build', cause })
  }
  return loaded
}

/** Opens a capture. Throws a NativeError: SCAP_OPEN if the file cannot be read, NATIVE_NOT_BUILT. */
export function openScap(path: string, wants: CaptureWants): ScapReader {
  try {
    return new (loadScapAddon().ScapReader)(path, wants)
  } catch (thrown) {
    throw nativeErrorOf(thrown)
  }
}
