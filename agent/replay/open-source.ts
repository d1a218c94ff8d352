/** Tells by its first bytes what a file of events is. */
import { accessSync, closeSync, constants, openSync, readSync } from 'node:fs'
import type { Manifest } from '#schema/manifest'
import { readTrouble } from '../file-trouble.ts'
import { auditSource } from './audit-source.ts'
import { LineSource } from './recording-source.ts'
import type { ReplaySource } from './replay-source.ts'
import { ScapSource } from './scap-source.ts'

/** What a file of events is: rules are compiled for either. */
export type FileKind = 'capture' | 'recording' | 'audit'

/** A file that cannot be replayed; the message says why. */
export class FileUnfit extends Error {}

/** Tells what a file of that source is; `-` is standard input with JSON lines. Throws FileUnfit. */
export function kindOf(path: string, source: string): FileKind {
  // What is read once only, such as a pipe, is left alone where its beginning need not be known.
  if (source === 'k8s_audit') {
    if (path !== '-') orUnfit(path, () => accessSync(path, constants.R_OK))
    return 'audit'
  }
  const bytes = path === '-' ? undefined : orUnfit(path, () => firstBytes(path))
  if (bytes === undefined || isRecording(bytes)) return 'recording'
  if (isCapture(bytes)) return 'capture'
  throw new FileUnfit(`${path} is neither a .scap capture nor a recording of eyas (JSON lines)`)
}

/** Opens a file of events for the rules that are to judge them; with `base64` outputs show bytes of captures so. */
export function openReplaySource(path: string, kind: FileKind, manifest: Manifest, base64: boolean): ReplaySource {
  if (kind === 'audit') return auditSource(path, manifest.jsonFields)
  return manifest.capture === undefined ? new LineSource(path) : new ScapSource(path, manifest.capture, base64)
}

function orUnfit<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const words = readTrouble(path, error)
    throw words === undefined ? error : new FileUnfit(words)
  }
}

function firstBytes(path: string): Uint8Array {
  const file = openSync(path, 'r')
  try {
    const bytes = new Uint8Array(64)
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0))
  } finally {
    closeSync(file)
  }
}

/** Objects in JSON, or nothing yet. */
const isRecording = (bytes: Uint8Array): boolean =>
  !isCapture(bytes) && /^(?:\{|$)/.test(Buffer.from(bytes).toString('latin1').trim())

/** The section header of a capture, in either byte order alike, or gzip around one. */
const isCapture = ([a, b, c, d]: Uint8Array): boolean =>
  (a === 0x0a && b === 0x0d && c === 0x0d && d === 0x0a) || (a === 0x1f && b === 0x8b)
