/** Tells by its first bytes what a file of events is. */
import { closeSync, openSync, readSync } from 'node:fs'
import { LineSource } from './recording-source.ts'
import type { ReplaySource } from './replay-source.ts'

/** A file that cannot be replayed, and why. */
export class UnknownCapture extends Error {}

/** Opens a file of events; `-` is standard input with JSON lines. Throws UnknownCapture, and what the file system does. */
export function openReplaySource(path: string): ReplaySource {
  if (path !== '-' && isCapture(firstBytes(path)))
    throw new UnknownCapture(`${path} is a .scap capture, which this version does not read`)
  return new LineSource(path)
}

function firstBytes(path: string): Uint8Array {
  const file = openSync(path, 'r')
  try {
    const bytes = new Uint8Array(4)
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0))
  } finally {
    closeSync(file)
  }
}

/** The section header of a capture, in either byte order alike, or gzip around one. */
const isCapture = ([a, b, c, d]: Uint8Array): boolean =>
  (a === 0x0a && b === 0x0d && c === 0x0d && d === 0x0a) || (a === 0x1f && b === 0x8b)
