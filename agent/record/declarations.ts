/**
 * Events of state alone that tell what an event leans on and the capture has not told yet: a thread, a directory, a
 * descriptor that was there before. They make what readers know complete, and no reader shows them.
 */
import type { ByteWriter } from './byte-writer.ts'
import { cloneBits } from './event-plans.ts'
import { isSocket, type KnownProcess } from './known-process.ts'
import { columns, type RecordAt, smallOf, textOf } from './record-columns.ts'
import { written } from './scap-blocks.ts'
import { type ParameterValue, writeEvent } from './scap-events.ts'
import { families, writeTuple } from './socket-values.ts'

/** Who an event of state is of, and when. */
export interface Moment {
  readonly ns: bigint
  readonly tid: number
  readonly cpu: number
}

type Parameters = Readonly<Record<string, ParameterValue>>

const tell = (out: ByteWriter, moment: Moment, name: string, parameters: Parameters): void =>
  writeEvent(out, { ...moment, name, stateOnly: true, parameters })

const atCwd = -100
const readOnly = 1
const directoryFlag = 1024
const socketTypes: Readonly<Record<number, number>> = { 6: 1, 17: 2 }
const rawSocket = 3
const serverFlag = 16

/** A process or a thread that a clone made, as its own end of the call tells it. */
export interface NewThread {
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly parent: number
  readonly virtualTid: number
  readonly virtualPid: number
  /** Bits of `clone_flags` of captures. */
  readonly flags: number
  readonly uid: number
  readonly gid: number
}

/** Tells of a thread in its own words. */
export function tellThread(out: ByteWriter, moment: Moment, thread: NewThread, like: KnownProcess): void {
  const { name, pid, tid, parent, virtualTid, virtualPid, flags, uid, gid } = thread
  tell(out, { ...moment, tid }, name, {
    ...{ res: 0, exe: terminated(like.exe), args: like.args, tid, pid, ptid: parent, fdlimit: 0 },
    ...{ pgft_maj: 0, pgft_min: 0, vm_size: 0, vm_rss: 0, vm_swap: 0, comm: terminated(like.comm) },
    ...{ cgroups: like.cgroups, flags, uid, gid, vtid: virtualTid, vpid: virtualPid, pidns_init_start_ts: 0 },
  })
}

/** Tells that the thread of a record belongs to its process. */
export function tellOwnThread(out: ByteWriter, moment: Moment, record: RecordAt, known: KnownProcess): void {
  const isInside = known.virtualPid !== known.pid
  const uid = smallOf(record, columns.uid)
  const gid = smallOf(record, columns.gid)
  const ids = { pid: known.pid, tid: moment.tid, parent: known.parent, uid, gid }
  // What a thread is called in its namespace is not known.
  const own = { virtualTid: moment.tid, virtualPid: known.virtualPid }
  const flags = cloneBits.thread | (isInside ? cloneBits.inPidNamespace : 0)
  tellThread(out, moment, { name: 'clone', ...ids, ...own, flags }, known)
}

/** Tells that a thread has ended. */
export const tellExit = (out: ByteWriter, moment: Moment): void =>
  tell(out, moment, 'procexit', { status: 0, ret: 0, sig: 0, core: 0, reaper_tid: 0 })

/** Tells the working directory. */
export const tellDirectory = (out: ByteWriter, moment: Moment, path: Uint8Array): void =>
  tell(out, moment, 'chdir', { res: 0, path: terminated(path) })

/** Tells that a descriptor is a directory. */
export const tellDirectoryDescriptor = (out: ByteWriter, moment: Moment, fd: number, path: Uint8Array): void =>
  tellFile(out, moment, { fd, path, flags: readOnly | directoryFlag, device: 0, inode: 0n })

interface OpenFile {
  readonly fd: number
  readonly path: Uint8Array
  readonly flags: number
  readonly device: number
  readonly inode: bigint
}

const tellFile = (out: ByteWriter, moment: Moment, { fd, path, flags, device, inode }: OpenFile): void =>
  tell(out, moment, 'openat', {
    ...{ fd, dirfd: atCwd, name: terminated(path), flags, mode: 0, dev: device, ino: inode },
  })

/** Tells what a record's descriptor is under a number; of a socket only that it is one if it `isBare`. */
export function tellDescriptor(out: ByteWriter, moment: Moment, record: RecordAt, fd: number, isBare: boolean): void {
  const kind = smallOf(record, columns.kind)
  const path = textOf(record, columns.path) ?? textOf(record, columns.resolved) ?? new Uint8Array()
  const inode = record.view.getBigUint64(record.at + columns.inode.offset, true)
  if (isSocket(kind)) {
    tellSocket(out, moment, record, fd, isBare)
    return
  }
  switch (String.fromCharCode(kind)) {
    case 'f':
    case 'd': {
      const flags = readOnly | (kind === 'd'.charCodeAt(0) ? directoryFlag : 0)
      tellFile(out, moment, { fd, path, flags, device: smallOf(record, columns.device), inode })
      return
    }
    case 'p':
      tell(out, moment, 'pipe2', { res: 0, fd1: fd, fd2: fd, ino: inode, flags: 0 })
      return
    case 'e':
      tell(out, moment, 'eventfd2', { res: fd, flags: 0, initval: 0 })
      return
    case 'l':
      tell(out, moment, 'epoll_create1', { res: fd, flags: 0 })
      return
    case 'i':
      tell(out, moment, 'inotify_init1', { res: fd, flags: 0 })
      return
    case 'm':
      tell(out, moment, 'memfd_create', { fd, name: terminated(path), flags: 0 })
      return
    case 'P':
      tell(out, moment, 'pidfd_open', { fd, pid: 0, flags: 0 })
      return
    default:
    // Captures have no event that says no more than that there is one.
  }
}

function tellSocket(out: ByteWriter, moment: Moment, record: RecordAt, fd: number, isBare: boolean): void {
  const protocol = smallOf(record, columns.l4_protocol)
  const flags = smallOf(record, columns.fd_flags)
  const domain = smallOf(record, columns.family)
  const type = protocol === 0 ? 1 : (socketTypes[protocol] ?? rawSocket)
  const proto = domain === families.unix || domain === families.netlink ? 0 : protocol
  tell(out, moment, 'socket', { fd, domain, type, proto, flags: 0 })
  const isConnected = (flags & 1) !== 0
  if (isBare || !isConnected) return
  const isServer = (flags & serverFlag) !== 0
  const tuple = written((one) => writeTuple(one, record, isServer ? 'remote' : 'local'))
  if (tuple.length === 0) return
  if (isServer) tell(out, moment, 'accept', { fd, tuple, queuepct: 0, queuelen: 0, queuemax: 0 })
  else tell(out, moment, 'connect', { res: 0, tuple, fd, addr: null })
}

/** Bytes up to their first zero byte, with one behind them. */
function terminated(text: Uint8Array): Uint8Array {
  const end = text.indexOf(0)
  return new Uint8Array(Buffer.concat([end === -1 ? text : text.subarray(0, end), Buffer.of(0)]))
}
