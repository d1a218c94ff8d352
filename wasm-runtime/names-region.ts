/** Users, groups and the host's name, written into linear memory for the modules to read. */
import { control, identityBytes, memoryMap } from '#schema/memory'

/** A line of /etc/passwd. */
export interface User {
  readonly id: number
  readonly name: string
  readonly homeDirectory?: string
  readonly shell?: string
}

/** A line of /etc/group. */
export interface Group {
  readonly id: number
  readonly name: string
}

interface Entry {
  readonly id: number
  readonly texts: readonly string[]
}

const encoder = new TextEncoder()
const half = Math.floor(memoryMap.names.capacity / 16) * 8

/** The parts of the region, so that writing one never moves another. */
const parts = {
  users: { offset: memoryMap.names.offset, capacity: half },
  groups: { offset: memoryMap.names.offset + half, capacity: half - 4096 },
  hostname: { offset: memoryMap.names.offset + 2 * half - 4096, capacity: 4096 },
} as const

/** Writes entries sorted by id with their texts behind them; what does not fit is left out and counted. */
function writeEntries(
  memory: WebAssembly.Memory,
  part: { readonly offset: number; readonly capacity: number },
  word: number,
  entries: readonly Entry[],
): number {
  const view = new DataView(memory.buffer)
  const bytes = new Uint8Array(memory.buffer)
  const byId = [...new Map(entries.map((entry) => [entry.id, entry])).values()].sort((a, b) => a.id - b.id)
  let end = part.offset + byId.length * identityBytes
  let written = 0
  for (const { id, texts } of byId) {
    const encoded = texts.map((text) => encoder.encode(text))
    if (end + encoded.reduce((sum, text) => sum + text.length, 0) > part.offset + part.capacity) break
    const at = part.offset + written * identityBytes
    view.setUint32(at, id, true)
    encoded.forEach((text, i) => {
      view.setUint32(at + 4 + i * 8, end, true)
      view.setUint32(at + 8 + i * 8, text.length, true)
      bytes.set(text, end)
      end += text.length
    })
    written++
  }
  view.setUint32(word, part.offset, true)
  view.setUint32(word + 4, written, true)
  return byId.length - written
}

/** Writes the users; answers how many did not fit. Of two with one id the later counts. */
export const writeUsers = (memory: WebAssembly.Memory, users: readonly User[]): number =>
  writeEntries(
    memory,
    parts.users,
    control.users,
    users.map(({ id, name, homeDirectory = '', shell = '' }) => ({ id, texts: [name, homeDirectory, shell] })),
  )

/** Writes the groups; answers how many did not fit. */
export const writeGroups = (memory: WebAssembly.Memory, groups: readonly Group[]): number =>
  writeEntries(
    memory,
    parts.groups,
    control.groups,
    groups.map(({ id, name }) => ({ id, texts: [name] })),
  )

/** Writes evt.hostname, cut to what fits. */
export function writeHostname(memory: WebAssembly.Memory, hostname: string): void {
  const text = encoder.encode(hostname).subarray(0, parts.hostname.capacity)
  const view = new DataView(memory.buffer)
  new Uint8Array(memory.buffer).set(text, parts.hostname.offset)
  view.setUint32(control.hostname, parts.hostname.offset, true)
  view.setUint32(control.hostname + 4, text.length, true)
}
