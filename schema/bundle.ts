/**
 * The bundle as one file, the same bytes for the same rules.
 *
 *     0    8 bytes   'eyas' 0 'b' 0 3
 *     8    u32       bytes of the manifest (JSON, UTF-8)
 *     12   u32       bytes of the module
 *     16   u32       bytes of the tables
 *     20   u32       bytes of the vectors (vectors.ts)
 *     24   u32       bytes of the reader, a bundle itself
 *     28   …         the five, one after another
 */
import type { Bundle, Manifest } from './manifest.ts'

const magic = Uint8Array.of(0x65, 0x79, 0x61, 0x73, 0, 0x62, 0, 3)
const headBytes = 28

const digestOf = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> => {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return `sha256:${Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** One file of a bundle's parts; the digest is not in it, because it is of it. */
export function encodeBundle(bundle: Omit<Bundle, 'digest'>): Uint8Array<ArrayBuffer> {
  const { manifest, module, tables, vectors, reader } = bundle
  const parts = [new TextEncoder().encode(JSON.stringify(manifest)), module, tables, vectors, reader]
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, headBytes))
  const view = new DataView(bytes.buffer)
  bytes.set(magic)
  let at = headBytes
  for (const [i, part] of parts.entries()) {
    view.setUint32(8 + i * 4, part.length, true)
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** The bundle that a file holds; throws if the bytes are not whole. */
export async function decodeBundle(file: Uint8Array): Promise<Bundle> {
  const bytes = new Uint8Array(file)
  if (bytes.length < headBytes || magic.some((byte, i) => bytes[i] !== byte)) throw new Error('not a bundle of eyas')
  const view = new DataView(bytes.buffer)
  let at = headBytes
  const part = (index: number): Uint8Array<ArrayBuffer> => {
    const from = at
    at += view.getUint32(8 + index * 4, true)
    return bytes.slice(from, at)
  }
  const [json, module, tables, vectors, reader] = [part(0), part(1), part(2), part(3), part(4)]
  if (at !== bytes.length) throw new Error('the bundle is cut short or has bytes too many')
  // Our own compiler wrote the JSON, and the digest below names these very bytes.
  const manifest = JSON.parse(new TextDecoder().decode(json)) as Manifest
  if (manifest.version !== 1) throw new Error(`bundle version ${String(manifest.version)} is not known`)
  return { manifest, module, tables, vectors, reader, digest: await digestOf(bytes) }
}
