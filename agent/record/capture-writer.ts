/**
 * Writes records as the events of a capture, and with them whatever a reader must know to understand them: threads,
 * directories and descriptors that the records lean on and that no recorded event has told.
 *
 * On the path of every recorded event. What it remembers is bounded by the processes and open descriptors that there are.
 */
import { recordFlags } from '#schema/record'
import type { ByteWriter } from './byte-writer.ts'
import {
  type Moment,
  tellDescriptor,
  tellDirectory,
  tellDirectoryDescriptor,
  tellExit,
  tellOwnThread,
  tellThread,
} from './declarations.ts'
import { cloneBits, type EventPlan, eventPlans } from './event-plans.ts'
import { descriptorKey, isSocket, type KnownProcess, knownFrom, latin1 } from './known-process.ts'
import { columns, type RecordAt, smallOf, textOf } from './record-columns.ts'
import { writeEventBlock } from './scap-events.ts'

/** Says whether the event of that number is wanted; of others only what changes what is known is kept. */
export type IsWanted = (number: bigint) => boolean

const atCwd = -100
const slash = 0x2f
/** The kernel's bits of calls whose child libsinsp takes from the child's own event. */
const toldByChild = 0x4000 | 0x8000 | 0x20000000

const duplicating = new Set(['dup', 'dup2', 'dup3', 'fcntl'])

/** Turns batches of records into blocks of events. */
export class CaptureWriter {
  readonly #processes = new Map<number, KnownProcess>()
  /** Events written that a reader will see. */
  events = 0
  /** Events of types that captures have no place for. */
  unwritable = 0

  /** Takes up a process that was there before, and answers what is known of it; what its record leaves out its parent has. */
  know(record: RecordAt): KnownProcess {
    const known = knownFrom(record, this.#processes.get(smallOf(record, columns.parent_pid)))
    this.#processes.set(known.pid, known)
    return known
  }

  /** Appends the events of a batch, at most `most` of them. */
  write(out: ByteWriter, batch: Uint8Array, isWanted: IsWanted = () => true, most = Number.POSITIVE_INFINITY): void {
    const view = new DataView(batch.buffer, batch.byteOffset, batch.length)
    for (let at = 0; at < batch.length && this.events < most; ) {
      this.#writeRecord(out, { view, bytes: batch, at }, isWanted)
      at += view.getUint32(at + columns.size.offset, true)
    }
  }

  #writeRecord(out: ByteWriter, record: RecordAt, isWanted: IsWanted): void {
    const plan = eventPlans[smallOf(record, columns.type)]
    if ((smallOf(record, columns.flags) & recordFlags.SNAPSHOT) !== 0 || plan?.type.judged === false) {
      this.know(record)
      return
    }
    if (plan === undefined) {
      this.unwritable++
      return
    }
    const wanted = isWanted(record.view.getBigUint64(record.at + columns.number.offset, true))
    if (!wanted && !/[cds]/.test(plan.event.flags)) return
    if (wanted) this.events++
    this.#writeEvent(out, record, plan, !wanted)
  }

  #writeEvent(out: ByteWriter, record: RecordAt, plan: EventPlan, stateOnly: boolean): void {
    const pid = smallOf(record, columns.pid)
    const isExit = plan.type.body === 'exit_body'
    const moment: Moment = {
      ns: record.view.getBigUint64(record.at + columns.timestamp_ns.offset, true),
      // The last thread tells that a process ended; readers wait for the first.
      tid: isExit ? pid : smallOf(record, columns.tid),
      cpu: smallOf(record, columns.cpu),
    }
    const known = this.#actor(record, plan, pid)
    if (isExit) this.#endThreads(out, moment, known)
    else this.#introduce(out, record, plan, moment, known)
    writeEventBlock(out, plan.event, { ...moment, stateOnly }, (to, index) => plan.values[index]?.(to, record, known))
    this.#follow(out, record, plan, moment, known)
  }

  /** The acting process; one that nothing has told of is as its first event shows it. */
  #actor(record: RecordAt, { type }: EventPlan, pid: number): KnownProcess {
    const known = this.#processes.get(pid)
    if (known !== undefined && !type.name.startsWith('exec')) return known
    if (known !== undefined && smallOf(record, columns.result) < 0) return known
    const isImage = type.body === 'process_body' && type.name.startsWith('exec')
    const next = isImage ? knownFrom(record, known) : unknownProcess(pid)
    this.#processes.set(pid, next)
    return next
  }

  #endThreads(out: ByteWriter, moment: Moment, known: KnownProcess): void {
    for (const tid of known.threads) tellExit(out, { ...moment, tid })
    this.#processes.delete(known.pid)
  }

  #introduce(out: ByteWriter, record: RecordAt, plan: EventPlan, moment: Moment, known: KnownProcess): void {
    if (moment.tid !== known.pid && !known.threads.has(moment.tid)) {
      known.threads.add(moment.tid)
      tellOwnThread(out, moment, record, known)
    }
    if (plan.type.body !== 'descriptor') return
    this.#introduceDirectories(out, record, plan, moment, known)
    if (duplicating.has(plan.type.name))
      this.#introduceDescriptor(out, record, moment, known, columns.arg0.offset, false)
    else if (plan.type.usesFd && !plan.makesDescriptor)
      this.#introduceDescriptor(out, record, moment, known, columns.fd.offset, /^(connect|bind)$/.test(plan.type.name))
  }

  #introduceDirectories(out: ByteWriter, record: RecordAt, plan: EventPlan, moment: Moment, known: KnownProcess): void {
    const isRelative = plan.event.parameters.some(({ type }) => type === 'fsrelpath')
    const directoryOf = (dirfd: number, base: Uint8Array | undefined): void => {
      if (base === undefined || base.length === 0) return
      if (isRelative && dirfd !== atCwd) this.#introduceDirectory(out, moment, known, dirfd, base)
      else this.#introduceCwd(out, moment, known, base)
    }
    directoryOf(smallOf(record, columns.dirfd), textOf(record, columns.base))
    if (plan.type.tail === 'call')
      directoryOf(smallOf(record, columns.second_dirfd), textOf(record, columns.second_base))
  }

  #introduceCwd(out: ByteWriter, moment: Moment, known: KnownProcess, base: Uint8Array): void {
    const path = latin1(withSlash(base))
    if (path === known.cwd) return
    known.cwd = path
    tellDirectory(out, moment, base)
  }

  #introduceDirectory(out: ByteWriter, moment: Moment, known: KnownProcess, fd: number, base: Uint8Array): void {
    const key = `/${latin1(withSlash(base))}`
    const told = known.descriptors.get(fd)
    if (fd < 0 || told === key || told?.startsWith('d')) return
    known.descriptors.set(fd, key)
    tellDirectoryDescriptor(out, moment, fd, base)
  }

  #introduceDescriptor(
    out: ByteWriter,
    record: RecordAt,
    moment: Moment,
    known: KnownProcess,
    column: number,
    isBare: boolean,
  ): void {
    const fd = record.view.getInt32(record.at + column, true)
    const key = descriptorKey(record)
    const told = known.descriptors.get(fd)
    if (fd < 0 || key === '' || told === key) return
    // Whether it is connected already does not matter to a call that connects.
    if (isBare && isSocket(smallOf(record, columns.kind)) && told?.replace('+', '') === key.replace('+', '')) return
    known.descriptors.set(fd, key)
    tellDescriptor(out, moment, record, fd, isBare)
  }

  /** What the event changes of what the capture has told. */
  #follow(out: ByteWriter, record: RecordAt, plan: EventPlan, moment: Moment, known: KnownProcess): void {
    const { name, body } = plan.type
    const result = smallOf(record, columns.result)
    if (body === 'process_body') {
      if (result > 0) this.#followClone(out, record, plan, moment, known)
      return
    }
    if (result < 0 && result !== -115) return
    // What a descriptor is once such a call has succeeded is told when it is used again, but where the record says it.
    if (name === 'close') known.descriptors.delete(smallOf(record, columns.fd))
    else if (name === 'chdir' || name === 'fchdir' || name === 'chroot') known.cwd = ''
    else if (name === 'connect') known.descriptors.set(smallOf(record, columns.fd), descriptorKey(record))
    else if (/^(pipe2?|socketpair)$/.test(name)) this.#forget(known, record, [columns.arg3.offset, columns.fd.offset])
    else if (plan.makesDescriptor || isDuplicate(record, name)) known.descriptors.set(result, descriptorKey(record))
  }

  #forget(known: KnownProcess, record: RecordAt, places: readonly number[]): void {
    for (const place of places) known.descriptors.delete(record.view.getInt32(record.at + place, true))
  }

  #followClone(out: ByteWriter, record: RecordAt, plan: EventPlan, moment: Moment, known: KnownProcess): void {
    const child = knownFrom(record, known)
    this.#processes.set(child.pid, child)
    const isInside = child.virtualPid !== child.pid
    const flags = smallOf(record, columns.clone_flags)
    const isThreadOfNamespace = known.virtualPid !== known.pid
    if (!isInside && !isThreadOfNamespace && plan.type.name !== 'vfork' && (flags & toldByChild) === 0) return
    tellThread(
      out,
      moment,
      {
        name: plan.type.name,
        ...{ pid: child.pid, tid: child.pid, parent: child.parent },
        ...{ virtualTid: child.virtualPid, virtualPid: child.virtualPid },
        flags: isInside ? cloneBits.inPidNamespace : 0,
        uid: smallOf(record, columns.process_uid),
        gid: smallOf(record, columns.process_gid),
      },
      child,
    )
  }
}

/** Whether the call made a second number of a descriptor: F_DUPFD and F_DUPFD_CLOEXEC are two of the commands of fcntl. */
function isDuplicate(record: RecordAt, name: string): boolean {
  if (name !== 'fcntl') return duplicating.has(name)
  const command = smallOf(record, columns.arg1)
  return command === 0 || command === 1030
}

const withSlash = (path: Uint8Array): Uint8Array =>
  path.at(-1) === slash ? path : new Uint8Array(Buffer.concat([path, Buffer.of(slash)]))

const none = new Uint8Array()

const unknownProcess = (pid: number): KnownProcess => ({
  ...{ pid, parent: 0, virtualPid: pid, comm: none, exe: none, args: none, cgroups: none, cwd: '' },
  threads: new Set(),
  descriptors: new Map(),
})
