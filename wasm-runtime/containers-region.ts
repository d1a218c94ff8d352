/**
 * The host's side of the containers in linear memory: it learns which ones the state module has met, and writes what
 * their runtimes say of them. Between batches only.
 */
import {
  accountBytes,
  type ContainerMetadata,
  type ContainerRuntime,
  containerBytes,
  containerFlags,
  containerIdBytes,
  containerRecord,
  containerRuntimes,
  containerStates,
} from '#schema/container'
import { columnOf } from '#schema/layout'
import { control, identityBytes, memoryMap, processPrefixBytes } from '#schema/memory'
import { processRecord } from '#schema/process'
import { header } from '#schema/record'
import { type Entry, type Group, groupEntry, type User, userEntry, writeEntries } from './names-region.ts'

/** A container that the host is to ask its runtime about. */
export interface FoundContainer {
  /** All 64 digits. */
  readonly id: string
  readonly runtime: ContainerRuntime
  /** A process in it, through which its files can be reached. */
  readonly pid: number
}

/** What a container is found by. */
export type ContainerKey = Pick<FoundContainer, 'id' | 'runtime'>

const offsetOf = (name: string): number => columnOf(containerRecord, name).offset
const columns = {
  state: offsetOf('state'),
  runtime: offsetOf('runtime'),
  flags: offsetOf('flags'),
  pid: offsetOf('pid'),
  users: offsetOf('users'),
  fullId: offsetOf('full_id'),
} as const
const textsAt = containerRecord.size + containerIdBytes
/** Where what the runtime tells ends; behind it lie users and groups. */
const metadataEnd = containerBytes - accountBytes
/** Users, and groups, at most. */
const maxAccounts = 64
const firstText = offsetOf('full_id') + 8
const decoder = new TextDecoder()
const encoder = new TextEncoder()
const shortIdBytes = 12
/** More than the fixed part of any record. */
const maxStandInBytes = 1024
const idPattern = /^[0-9a-f]{64}$/

/** Texts by column; `undefined` is absent. The ones that tell containers apart come first, so that they always fit. */
function textsOf({ pod, ...metadata }: ContainerMetadata): readonly (readonly [string, string | undefined])[] {
  return [
    ['name', metadata.name],
    ['type', metadata.type],
    ['image', metadata.image],
    ['image_id', metadata.imageId],
    ['image_repository', metadata.imageRepository],
    ['image_tag', metadata.imageTag],
    ['image_digest', metadata.imageDigest],
    ['ip', metadata.ip],
    ['pod_name', pod?.name],
    ['pod_namespace', pod?.namespace],
    ['pod_uid', pod?.uid],
    ['sandbox_id', pod?.sandboxId ?? ''],
    ['pod_ip', pod?.ip],
    ['cni_json', metadata.cniJson],
    ['pod_cni_json', pod?.cniJson],
  ]
}

const byKey = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : a > b ? 1 : 0)

const listsOf = ({ mounts, labels, pod }: ContainerMetadata): readonly (readonly [string, readonly string[][]])[] => [
  ['labels', Object.entries(labels).sort(byKey)],
  ['pod_labels', Object.entries(pod?.labels ?? {}).sort(byKey)],
  ['mounts', mounts.map((one) => [one.source, one.destination, one.mode, String(one.isWritable), one.propagation])],
]

function flagsOf({ isPrivileged, usesHostPid, usesHostNetwork, usesHostIpc }: ContainerMetadata): number {
  return (
    containerFlags.KNOWN |
    (isPrivileged ? containerFlags.PRIVILEGED : 0) |
    (usesHostPid ? containerFlags.HOST_PID : 0) |
    (usesHostNetwork ? containerFlags.HOST_NETWORK : 0) |
    (usesHostIpc ? containerFlags.HOST_IPC : 0)
  )
}

/** Zero bytes end the members of lists, so no text may hold one. */
const clean = (text: string): string => text.replaceAll('\0', '\ufffd')

/**
 * Writes a record of that type at the begin of the batch region whose process is in a container and nothing else; answers
 * its address. It stands for an event that is gone, where only the container is to be read.
 */
export function writeStandIn(memory: WebAssembly.Memory, eventTypeCode: number, container: number): number {
  const { offset } = memoryMap.batch
  const view = new DataView(memory.buffer)
  const process = offset + maxStandInBytes + processPrefixBytes
  new Uint8Array(memory.buffer).fill(0, offset, process + processRecord.size)
  view.setUint16(offset + columnOf(header, 'type').offset, eventTypeCode, true)
  view.setUint32(offset + columnOf(header, 'process').offset, process, true)
  const id = container + view.getUint32(container + columns.fullId, true)
  view.setUint32(process + columnOf(processRecord, 'container').offset, container, true)
  view.setUint32(process + columnOf(processRecord, 'container_id').offset, (id - process) >>> 0, true)
  view.setUint32(process + columnOf(processRecord, 'container_id').offset + 4, shortIdBytes, true)
  return offset
}

/** The containers in one memory. `makePlace` answers the address of an id's record, made if need be, or 0. */
export class ContainersRegion {
  readonly #memory: WebAssembly.Memory
  readonly #view: DataView
  readonly #bytes: Uint8Array
  readonly #makePlace: (id: number, runtime: number) => number
  #seenChanges = 0n

  constructor(memory: WebAssembly.Memory, makePlace: (id: number, runtime: number) => number) {
    this.#memory = memory
    this.#view = new DataView(memory.buffer)
    this.#bytes = new Uint8Array(memory.buffer)
    this.#makePlace = makePlace
  }

  /** The containers met, or come back to life, since this was last asked. */
  takeNew(): readonly FoundContainer[] {
    const changes = this.#view.getBigUint64(control.containerChanges, true)
    if (changes === this.#seenChanges) return []
    this.#seenChanges = changes
    const found: FoundContainer[] = []
    const end = this.#view.getUint32(control.containersEnd, true)
    for (let at = memoryMap.containers.offset + containerBytes; at < end; at += containerBytes) {
      if (this.#view.getUint32(at + columns.state, true) !== containerStates.NEW) continue
      this.#view.setUint32(at + columns.state, containerStates.ASKED, true)
      found.push({
        id: this.#idAt(at),
        runtime: this.#runtimeAt(at),
        pid: this.#view.getUint32(at + columns.pid, true),
      })
    }
    return found
  }

  /** Whether a runtime has told of the container at an address. */
  isKnown(container: number): boolean {
    return (this.#view.getUint32(container + columns.flags, true) & containerFlags.KNOWN) !== 0
  }

  /**
   * Writes what a runtime says of a container; null says that none knows it, and leaves what was known before. Answers
   * the address, or 0 if there is no room for it.
   */
  write(found: ContainerKey, metadata: ContainerMetadata | null): number {
    const at = this.addressOf(found)
    if (at === 0) return 0
    this.#view.setUint32(at + columns.state, containerStates.ANSWERED, true)
    if (metadata === null) return at
    this.#bytes.fill(0, at + firstText, at + columns.users)
    let end = at + textsAt
    for (const [column, text] of textsOf(metadata)) {
      if (text !== undefined) end = this.#put(at, column, encoder.encode(clean(text)), end)
    }
    for (const [column, entries] of listsOf(metadata)) end = this.#put(at, column, this.#list(entries, at, end), end)
    this.#view.setUint32(at + columns.flags, flagsOf(metadata), true)
    return at
  }

  /** Writes a container's own users and groups, those of low ids first; false if there is no room for the container. */
  writeAccounts(found: ContainerKey, users: readonly User[], groups: readonly Group[]): boolean {
    const at = this.addressOf(found)
    if (at === 0) return false
    this.#table(at, 'users', at + metadataEnd, users.map(userEntry))
    this.#table(at, 'groups', at + metadataEnd + accountBytes / 2, groups.map(groupEntry))
    return true
  }

  #table(at: number, column: string, offset: number, entries: readonly Entry[]): void {
    const lowest = entries.toSorted((a, b) => a.id - b.id).slice(0, maxAccounts)
    const { written } = writeEntries(this.#memory, { offset, capacity: accountBytes / 2 }, lowest)
    this.#view.setUint32(at + offsetOf(column), offset - at, true)
    this.#view.setUint32(at + offsetOf(column) + 4, written * identityBytes, true)
  }

  /** The address of the record of an id, made if it is not there; 0 if there is no room. */
  addressOf({ id, runtime }: ContainerKey): number {
    if (!idPattern.test(id)) throw new RangeError('a container id has 64 hex digits')
    this.#bytes.set(encoder.encode(id), memoryMap.scratch.offset)
    const code = Object.entries(containerRuntimes).find(([name]) => name.toLowerCase() === runtime)?.[1] ?? 0
    return this.#makePlace(memoryMap.scratch.offset, code)
  }

  /** As many whole entries as there is room for. */
  #list(entries: readonly string[][], at: number, end: number): Uint8Array {
    let room = at + metadataEnd - end - 1
    let fitting = 0
    const members = entries.map((entry) => encoder.encode(entry.map((member) => `${clean(member)}\0`).join('')))
    for (const { length } of members) {
      room -= length
      if (room < 0) break
      fitting++
    }
    const all = new Uint8Array(members.slice(0, fitting).reduce((sum, { length }) => sum + length, 0))
    members.slice(0, fitting).reduce((to, member) => {
      all.set(member, to)
      return to + member.length
    }, 0)
    return all
  }

  /** Puts bytes at `end` and makes a column refer to them, cut to what fits; answers the new end. */
  #put(at: number, column: string, bytes: Uint8Array, end: number): number {
    const fitting = bytes.subarray(0, Math.max(at + metadataEnd - end - 1, 0))
    const offset = offsetOf(column)
    this.#bytes.set(fitting, end)
    this.#view.setUint32(at + offset, end - at, true)
    this.#view.setUint32(at + offset + 4, fitting.length, true)
    return end + fitting.length
  }

  #idAt(at: number): string {
    const from = at + this.#view.getUint32(at + columns.fullId, true)
    return decoder.decode(this.#bytes.subarray(from, from + containerIdBytes))
  }

  #runtimeAt(at: number): ContainerRuntime {
    const code = this.#view.getUint32(at + columns.runtime, true)
    const name = Object.entries(containerRuntimes)
      .find(([, value]) => value === code)?.[0]
      .toLowerCase()
    return isRuntime(name) ? name : 'cri'
  }
}

const isRuntime = (name: string | undefined): name is ContainerRuntime =>
  name !== undefined && name.toUpperCase() in containerRuntimes
