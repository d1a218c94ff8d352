/**
 * The bundle as one file, the same bytes for the same rules.
 *
 *     0    8 bytes   'eyas' 0 'b' 0 1
 *     8    u32       bytes of the manifest (JSON, UTF-8)
 *     12   u32       bytes of the module
 *     16   u32       bytes of the tables
 *     20   …         the three, one after another
 */
import type { Bundle, Manifest } from './manifest.ts'

const magic = Uint8Array.of(0x65, 0x79, 0x61, 0x73, 0, 0x62, 0, 1)
const headBytes = 20

const digestOf = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> => {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return `sha256:${Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** One file of a bundle's parts; the digest is not in it, because it is of it. */
export function encodeBundle({ manifest, module, tables }: Omit<Bundle, 'digest'>): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(manifest))
  const bytes = new Uint8Array(headBytes + json.length + module.length + tables.length)
  const view = new DataView(bytes.buffer)
  bytes.set(magic)
  view.setUint32(8, json.length, true)
  view.setUint32(12, module.length, true)
  view.setUint32(16, tables.length, true)
  bytes.set(json, headBytes)
  bytes.set(module, headBytes + json.length)
  bytes.set(tables, headBytes + json.length + module.length)
  return bytes
}

/** The bundle that a file holds; throws if the bytes are not whole. */
export async function decodeBundle(file: Uint8Array): Promise<Bundle> {
  const bytes = new Uint8Array(file)
  if (bytes.length < headBytes || magic.some((byte, i) => bytes[i] !== byte)) throw new Error('not a bundle of eyas')
  const view = new DataView(bytes.buffer)
  const sizes = [view.getUint32(8, true), view.getUint32(12, true), view.getUint32(16, true)] as const
  const moduleAt = headBytes + sizes[0]
  const tablesAt = moduleAt + sizes[1]
  if (tablesAt + sizes[2] !== bytes.length) throw new Error('the bundle is cut short or has bytes too many')
  // Our own compiler wrote the JSON, and the digest below names these very bytes.
  const manifest = JSON.parse(new TextDecoder().decode(bytes.subarray(headBytes, moduleAt))) as Manifest
  if (manifest.version !== 1) throw new Error(`bundle version ${String(manifest.version)} is not known`)
  return {
    manifest,
    module: bytes.slice(moduleAt, tablesAt),
    tables: bytes.slice(tablesAt),
    digest: await digestOf(bytes),
  }
}
