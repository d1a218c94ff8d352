/** Users, groups and the host's name, written into linear memory for the modules to read. */
import { control, identityBytes, memoryMap, type Region } from '#schema/memory'

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

/** Users or groups as `writeEntries` takes them. */
export interface Entry {
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

/**
 * Writes entries sorted by id with their texts behind them; what does not fit is left out. Of two with one id the later
 * counts.
 */
export function writeEntries(
  memory: WebAssembly.Memory,
  part: Region,
  entries: readonly Entry[],
): { readonly written: number; readonly leftOut: number } {
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
  return { written, leftOut: byId.length - written }
}

/** A user as an entry. */
export const userEntry = ({ id, name, homeDirectory = '', shell = '' }: User): Entry => ({
  id,
  texts: [name, homeDirectory, shell],
})

/** A group as an entry. */
export const groupEntry = ({ id, name }: Group): Entry => ({ id, texts: [name] })

/** Writes entries and makes a control word refer to them; answers how many did not fit. */
function writeTable(memory: WebAssembly.Memory, part: Region, word: number, entries: readonly Entry[]): number {
  const view = new DataView(memory.buffer)
  const { written, leftOut } = writeEntries(memory, part, entries)
  view.setUint32(word, part.offset, true)
  view.setUint32(word + 4, written, true)
  return leftOut
}

/** Writes the users; answers how many did not fit. Of two with one id the later counts. */
export const writeUsers = (memory: WebAssembly.Memory, users: readonly User[]): number =>
  writeTable(memory, parts.users, control.users, users.map(userEntry))

/** Writes the groups; answers how many did not fit. */
export const writeGroups = (memory: WebAssembly.Memory, groups: readonly Group[]): number =>
  writeTable(memory, parts.groups, control.groups, groups.map(groupEntry))

/** Writes evt.hostname, cut to what fits. */
export function writeHostname(memory: WebAssembly.Memory, hostname: string): void {
  const text = encoder.encode(hostname).subarray(0, parts.hostname.capacity)
  const view = new DataView(memory.buffer)
  new Uint8Array(memory.buffer).set(text, parts.hostname.offset)
  view.setUint32(control.hostname, parts.hostname.offset, true)
  view.setUint32(control.hostname + 4, text.length, true)
}
