/** Reads process records out of linear memory, for the lineage of an alert. */
import type { ProcessKey } from '#schema/alert'
import { containerFlags, containerIdBytes, containerRecord, containerStates } from '#schema/container'
import { columnOf } from '#schema/layout'
import { processPrefix } from '#schema/memory'
import { processRecord } from '#schema/process'
import { textOf } from './text-of.ts'

const columns = {
  pid: columnOf(processRecord, 'process_pid').offset,
  start: columnOf(processRecord, 'process_start_ns').offset,
  parent: columnOf(processRecord, 'parent').offset,
  state: columnOf(processRecord, 'state').offset,
  comm: columnOf(processRecord, 'comm').offset,
  exePath: columnOf(processRecord, 'exe_path').offset,
  container: columnOf(processRecord, 'container').offset,
  containerId: columnOf(processRecord, 'container_id').offset,
} as const

const containerColumns = {
  state: columnOf(containerRecord, 'state').offset,
  flags: columnOf(containerRecord, 'flags').offset,
} as const

const maxLineage = 16
const maxCommandLineBytes = 1024

/** The text of `length` bytes at an address. */
export const textAt = (memory: WebAssembly.Memory, address: number, length: number): string =>
  textOf(new Uint8Array(memory.buffer, address, length))

function columnText(memory: WebAssembly.Memory, view: DataView, process: number, column: number): string {
  const offset = view.getUint32(process + column, true)
  return offset === 0 ? '' : textAt(memory, (process + offset) >>> 0, view.getUint32(process + column + 4, true))
}

function processKey(memory: WebAssembly.Memory, view: DataView, process: number): ProcessKey {
  const line = view.getUint32(process - processPrefix.commandLine, true)
  const lineBytes = view.getUint32(process - processPrefix.commandLine + 4, true)
  return {
    pid: view.getUint32(process + columns.pid, true),
    startNs: view.getBigUint64(process + columns.start, true),
    name: columnText(memory, view, process, columns.comm),
    exePath: columnText(memory, view, process, columns.exePath),
    commandLine: line === 0 ? '' : textAt(memory, line, Math.min(lineBytes, maxCommandLineBytes)),
  }
}

/** A process and its ancestors, itself first. */
export function readLineage(memory: WebAssembly.Memory, process: number): readonly ProcessKey[] {
  const view = new DataView(memory.buffer)
  const lineage: ProcessKey[] = []
  for (let at = process; at !== 0 && lineage.length < maxLineage; at = view.getUint32(at + columns.parent, true)) {
    lineage.push(processKey(memory, view, at))
  }
  return lineage
}

/** The short container id, `host`, or an empty text if the process is not known. */
export function readContainerId(memory: WebAssembly.Memory, process: number): string {
  if (process === 0) return ''
  const id = columnText(memory, new DataView(memory.buffer), process, columns.containerId)
  return id === '' ? 'host' : id
}

/** The whole id of the container of a process that is in one. */
export function readFullContainerId(memory: WebAssembly.Memory, process: number): string {
  const at = (process + new DataView(memory.buffer).getUint32(process + columns.containerId, true)) >>> 0
  return textAt(memory, at, containerIdBytes)
}

/** What is known of the container of a process: nothing yet, nothing at all, or what there is to know. */
export function containerKnowledge(memory: WebAssembly.Memory, process: number): 'pending' | 'unknown' | 'known' {
  if (process === 0) return 'known'
  const view = new DataView(memory.buffer)
  const container = view.getUint32(process + columns.container, true)
  if (container === 0) return view.getUint32(process + columns.containerId, true) === 0 ? 'known' : 'unknown'
  if ((view.getUint32(container + containerColumns.flags, true) & containerFlags.KNOWN) !== 0) return 'known'
  return view.getUint32(container + containerColumns.state, true) === containerStates.ANSWERED ? 'unknown' : 'pending'
}

/** The bits of the process's state. */
export const readState = (memory: WebAssembly.Memory, process: number): number =>
  process === 0 ? 0 : new DataView(memory.buffer).getUint32(process + columns.state, true)
