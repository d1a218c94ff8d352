/**
 * Which processes an iterator left out. Some kernels hide a process from eBPF that /proc shows (a hardened pid 1), and
 * rules that name ancestors need it. Its start, which /proc only knows to 10 ms, is what its children say of it.
 */
import { columnOf } from '#schema/layout'
import { header, processBody } from '#schema/record'

const sizeAt = columnOf(header, 'size').offset
const pidAt = columnOf(header, 'pid').offset
const parentPidAt = columnOf(processBody, 'parent_pid').offset
const parentStartAt = columnOf(processBody, 'parent_start_ns').offset

/** Notes the processes of a snapshot as its parts come. */
export class SnapshotGaps {
  readonly #told = new Set<number>()
  readonly #parentStartNs = new Map<number, bigint>()

  /** Notes a part: whole records of processes. */
  note(part: Uint8Array): void {
    const view = new DataView(part.buffer, part.byteOffset, part.byteLength)
    for (let at = 0; at < part.length; at += view.getUint32(at + sizeAt, true)) {
      this.#told.add(view.getUint32(at + pidAt, true))
      this.#parentStartNs.set(view.getUint32(at + parentPidAt, true), view.getBigUint64(at + parentStartAt, true))
    }
  }

  /** Those of `running` that were not told and that a told process has for its parent, with their start. */
  missing(running: readonly number[]): ReadonlyMap<number, bigint> {
    const gaps = running.filter((pid) => !this.#told.has(pid))
    return new Map(
      gaps.flatMap((pid) => {
        const startNs = this.#parentStartNs.get(pid)
        return startNs === undefined ? [] : [[pid, startNs]]
      }),
    )
  }
}
