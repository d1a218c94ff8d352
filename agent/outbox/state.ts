/**
 * How far the edge has come: the file `state`, two slots of 4 KiB.
 *
 *     slot   0 CRC-32 of what follows · 4 length (u32) · 8 JSON
 *
 * The slots are written in turn and in place, so a torn write leaves the other, one acknowledgement older, and a full
 * disk does not keep an acknowledgement from being noted. (A file written anew and renamed would need free space.)
 */
import { crc32 } from 'node:zlib'
import type { FileSystem } from './file-system.ts'

/** A place in an epoch: its last batch and what that said. */
export interface Mark {
  readonly number: number
  readonly seq: number
  readonly shed: number
  /** SHA-256 of the body as hex; zeros before the first batch. */
  readonly digest: string
}

/** An epoch of which something is held. */
export interface EpochState {
  readonly epoch: string
  /** The segments of an epoch carry its generation in their names. Never used twice. */
  readonly generation: number
  readonly acknowledged: Mark
  /** Batches after this one were sealed again under a later epoch; null if there is no such limit. */
  readonly through: number | null
  /** `Batch.shed` of its next batch is no less, whatever the last one said. */
  readonly shedAtLeast: number
}

export interface State {
  /** Grows with each write; the greater one counts. */
  readonly version: number
  /** In the order in which they are sent; new batches belong to the last. */
  readonly epochs: readonly EpochState[]
  /** Batches of the first epoch up to this one, and the one after the last acknowledged, may have been sent. */
  readonly attempted: number
}

/** Before the first batch of an epoch. */
export const zeroMark: Mark = { number: 0, seq: 0, shed: 0, digest: '0'.repeat(64) }

const slotBytes = 4096
const fileName = 'state'

/** What the slots hold. `isOlder` if a slot that had been written could not be read. */
export interface ReadState {
  readonly state: State | undefined
  readonly isOlder: boolean
}

/** Reads the newer of the slots that are whole. */
export async function readState(files: FileSystem): Promise<ReadState> {
  const size = await files.size(fileName)
  if (size === undefined) return { state: undefined, isOlder: false }
  const bytes = await files.read(fileName, 0, 2 * slotBytes)
  const slots = [0, 1].map((slot) => decodeSlot(bytes.subarray(slot * slotBytes, (slot + 1) * slotBytes)))
  const whole = slots.filter((slot) => slot !== undefined).sort((left, right) => right.version - left.version)
  return { state: whole[0], isOlder: whole.length < 2 }
}

/** Writes the slot of this version; on return it is on disk. */
export async function writeState(files: FileSystem, state: State): Promise<void> {
  await files.write(fileName, (state.version % 2) * slotBytes, encodeSlot(state))
}

function encodeSlot(state: State): Uint8Array {
  const json = Buffer.from(JSON.stringify(state))
  const slot = Buffer.alloc(slotBytes)
  if (json.length > slotBytes - 8) throw new Error(`the state of the outbox has ${json.length} bytes`)
  slot.writeUInt32LE(json.length, 4)
  slot.set(json, 8)
  slot.writeUInt32LE(crc32(slot.subarray(4)), 0)
  return slot
}

function decodeSlot(bytes: Uint8Array): State | undefined {
  const slot = Buffer.from(bytes)
  if (slot.length < slotBytes || slot.readUInt32LE(0) !== crc32(slot.subarray(4))) return undefined
  // Its checksum holds, so it is what encodeSlot was given.
  return JSON.parse(slot.toString('utf8', 8, 8 + slot.readUInt32LE(4))) as State
}
