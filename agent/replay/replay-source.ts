/** Where a replay takes its events from. */
import type { Group, User } from '#wasm-runtime'

/** A file of events, given record by record. */
export interface ReplaySource {
  /** Moves whole records to `buffer`; there may be none before the end. */
  drainInto(buffer: ArrayBuffer, offset: number, capacity: number): number
  /** Nothing more will come: the file ends here, or is at fault. */
  readonly ended: boolean
  /** Events given so far. */
  readonly events: number
  /** Bytes of the file read so far, and in all; in all is 0 if that cannot be known. */
  readonly readBytes: number
  readonly totalBytes: number
  /** Nanoseconds that reading took so far, and what of the state of processes is built outside of WebAssembly. */
  readonly readNs: number
  readonly stateNs: number
  /** Why the file could not be read to its end; what came before has been given. */
  readonly fault: ReplayFault | undefined
  /** Users and groups of the machine that the events are of; undefined if the file does not tell. */
  readonly accounts: { readonly users: readonly User[]; readonly groups: readonly Group[] } | undefined
  /** The name of that machine; undefined if the file does not tell. */
  readonly hostname: string | undefined
  close(): void
}

/** What is wrong with a file, and the offset in bytes at which it is. */
export interface ReplayFault {
  readonly message: string
  readonly offset: number
}
