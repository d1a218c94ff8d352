/**
 * What is left of the newest events, as it goes through the socket: u64 time of the oldest event (0 if there is none), u32
 * bytes of the records of processes, u32 1 if anything is kept, the records of processes, the events.
 */
import type { LookedBack } from '../hot/look-back.ts'

const headBytes = 16

/** The bytes of an answer; undefined says that nothing is kept. */
export function encodeLookBack(found: LookedBack | undefined): Uint8Array {
  const head = Buffer.alloc(headBytes)
  if (found === undefined) return head
  head.writeBigUInt64LE(found.oldestNs ?? 0n, 0)
  head.writeUInt32LE(found.before.length, 8)
  head.writeUInt32LE(1, 12)
  return Buffer.concat([head, found.before, found.events])
}

/** The same back. */
export function decodeLookBack(bytes: Buffer): LookedBack | undefined {
  if (bytes.readUInt32LE(12) === 0) return undefined
  const oldestNs = bytes.readBigUInt64LE(0)
  const end = headBytes + bytes.readUInt32LE(8)
  return {
    before: new Uint8Array(bytes.subarray(headBytes, end)),
    events: new Uint8Array(bytes.subarray(end)),
    oldestNs: oldestNs === 0n ? undefined : oldestNs,
  }
}
