/**
 * One sealed batch on disk.
 *
 *     0      head        160 bytes, checked by itself
 *     160    body        the batch, as it is sent
 *     …      tail        the head again, under another mark
 *
 *     head:  0 mark · 4 CRC-32 of what follows · 8 epoch (16) · 24 number · 32 first seq · 40 shed · 48 alerts (u32)
 *            · 52 body length (u32) · 56 alert bytes unused (u64) · 64 SHA-256 of the body (32) · 96 signature (64)
 *
 * Numbers are little endian. The head says how many alerts are lost if the body is damaged; the tail says it if the
 * head is damaged too, and even gives the body back. The digest is the next batch's `previous`, so a chain goes on
 * behind a damaged body.
 */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** What the outbox knows of a batch without opening it. */
export interface Head {
  /** 32 hex digits. */
  readonly epoch: string
  readonly number: number
  readonly firstSeq: number
  /** How many alerts it holds. */
  readonly count: number
  /** `Batch.shed`. */
  readonly shed: number
  readonly bodyBytes: number
  /** SHA-256 of the body. */
  readonly digest: Uint8Array
  /** Ed25519 over `digest`. */
  readonly signature: Uint8Array
}

/** A frame found in a segment. */
export interface FoundFrame extends Head {
  /** Where the body begins. */
  readonly bodyAt: number
  /** False if the body does not have its digest. */
  readonly isWhole: boolean
}

/** What a segment holds. `end` is where the last frame ends; the bytes behind it are no frame. */
export interface Scan {
  readonly frames: readonly FoundFrame[]
  readonly end: number
  /** Bytes between frames that belong to none. */
  readonly strayBytes: number
}

/** Bytes of a head, and of a tail. */
export const headBytes = 160

/** Bytes that a frame adds to its body. */
export const frameOverhead = 2 * headBytes

const headMark = 0x3153_5945
const tailMark = 0x3245_5945

/** SHA-256. */
export const digestOf = (body: Uint8Array): Uint8Array => createHash('sha256').update(body).digest()

/** The last alert of a batch. */
export const lastSeqOf = (head: Head): number => head.firstSeq + head.count - 1

/** The bytes of a whole frame. */
export function encodeFrame(head: Head, body: Uint8Array): Uint8Array {
  const frame = new Uint8Array(body.length + frameOverhead)
  frame.set(encodeHead(head, headMark))
  frame.set(body, headBytes)
  frame.set(encodeHead(head, tailMark), headBytes + body.length)
  return frame
}

function encodeHead(head: Head, mark: number): Uint8Array {
  const bytes = Buffer.alloc(headBytes)
  bytes.writeUInt32LE(mark, 0)
  bytes.set(Buffer.from(head.epoch, 'hex'), 8)
  bytes.writeBigUInt64LE(BigInt(head.number), 24)
  bytes.writeBigUInt64LE(BigInt(head.firstSeq), 32)
  bytes.writeBigUInt64LE(BigInt(head.shed), 40)
  bytes.writeUInt32LE(head.count, 48)
  bytes.writeUInt32LE(head.bodyBytes, 52)
  bytes.set(head.digest, 64)
  bytes.set(head.signature, 96)
  bytes.writeUInt32LE(crc32(bytes.subarray(8)), 4)
  return bytes
}

function decodeHead(segment: Buffer, at: number, mark: number): Head | undefined {
  if (at < 0 || at + headBytes > segment.length || segment.readUInt32LE(at) !== mark) return undefined
  const bytes = segment.subarray(at, at + headBytes)
  if (bytes.readUInt32LE(4) !== crc32(bytes.subarray(8))) return undefined
  return {
    epoch: bytes.toString('hex', 8, 24),
    number: Number(bytes.readBigUInt64LE(24)),
    firstSeq: Number(bytes.readBigUInt64LE(32)),
    shed: Number(bytes.readBigUInt64LE(40)),
    count: bytes.readUInt32LE(48),
    bodyBytes: bytes.readUInt32LE(52),
    digest: Uint8Array.from(bytes.subarray(64, 96)),
    signature: Uint8Array.from(bytes.subarray(96, 160)),
  }
}

/** Finds every frame of a segment, damaged ones included. */
export function scanSegment(bytes: Uint8Array): Scan {
  const segment = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const frames: FoundFrame[] = []
  let end = 0
  let strayBytes = 0
  for (;;) {
    const found = frameFrom(segment, end)
    if (found === undefined) return { frames, end, strayBytes }
    strayBytes += Math.max(0, found.bodyAt - headBytes - end)
    frames.push(found)
    end = Math.min(found.bodyAt + found.bodyBytes + headBytes, segment.length)
  }
}

/** The next frame at or after `from`: by its head, or by its tail if the head is damaged. */
function frameFrom(segment: Buffer, from: number): FoundFrame | undefined {
  for (let at = from; at + headBytes <= segment.length; at++) {
    const head = decodeHead(segment, at, headMark)
    if (head !== undefined) return found(segment, head, at + headBytes)
    const tail = decodeHead(segment, at, tailMark)
    if (tail !== undefined) return found(segment, tail, at - tail.bodyBytes)
  }
  return undefined
}

function found(segment: Buffer, head: Head, bodyAt: number): FoundFrame {
  const body = bodyAt < 0 ? undefined : segment.subarray(bodyAt, bodyAt + head.bodyBytes)
  return { ...head, bodyAt, isWhole: body !== undefined && Buffer.compare(digestOf(body), head.digest) === 0 }
}
