/** Tells by its first bytes what a file of events is. */
import { closeSync, openSync, readSync } from 'node:fs'
import type { Manifest } from '#schema/manifest'
import { auditSource } from './audit-source.ts'
import { LineSource } from './recording-source.ts'
import type { ReplaySource } from './replay-source.ts'
import { ScapSource } from './scap-source.ts'

/** What a file of events is: rules are compiled for either. */
export type FileKind = 'capture' | 'recording' | 'audit'

/** Tells what a file of that source is; `-` is standard input with JSON lines. Throws what the file system does. */
export function kindOf(path: string, source: string): FileKind {
  if (source === 'k8s_audit') return 'audit'
  return path !== '-' && isCapture(firstBytes(path)) ? 'capture' : 'recording'
}

/** Opens a file of events for the rules that are to judge them; with `base64` outputs show bytes of captures so. */
export function openReplaySource(path: string, kind: FileKind, manifest: Manifest, base64: boolean): ReplaySource {
  if (kind === 'audit') return auditSource(path, manifest.jsonFields)
  return manifest.capture === undefined ? new LineSource(path) : new ScapSource(path, manifest.capture, base64)
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
