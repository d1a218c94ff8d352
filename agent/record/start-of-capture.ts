/** What stands in front of the events of a capture: the machine and all that is on it. */
import { readdirSync, readFileSync } from 'node:fs'
import type { ByteWriter } from './byte-writer.ts'
import type { CaptureWriter } from './capture-writer.ts'
import { cloneBits } from './event-plans.ts'
import type { KnownProcess } from './known-process.ts'
import { accountsOf, ownInterfaces, thisMachine } from './machine.ts'
import type { OpenDescriptors } from './open-descriptors.ts'
import { columns, numberOf, type RecordAt, smallOf, textOf } from './record-columns.ts'
import {
  type WrittenAccount,
  type WrittenDescriptor,
  type WrittenProcess,
  writeAccounts,
  writeDescriptors,
  writeHead,
  writeInterfaces,
  writeProcesses,
} from './scap-blocks.ts'
import { writeEvent } from './scap-events.ts'

/** What is told of the machine besides its processes. */
export interface StartOptions {
  readonly hostname: string
  /** When it was started, nanoseconds since 1970. */
  readonly bootNs: bigint
  /** The time of the first event. */
  readonly ns: bigint
  /** Asked for descriptors and threads of processes, where they are still as they were. */
  readonly now: OpenDescriptors | undefined
}

/** Appends everything in front of the events; `records` are batches that tell of processes. */
export function writeStart(
  out: ByteWriter,
  writer: CaptureWriter,
  records: Iterable<RecordAt>,
  { hostname, bootNs, ns, now }: StartOptions,
): void {
  const accounts = accountsOf(textOfFile('/etc/passwd'), textOfFile('/etc/group'))
  const processes = new Map<number, { readonly entry: WrittenProcess; readonly known: KnownProcess }>()
  for (const record of records) {
    const known = writer.know(record)
    processes.set(known.pid, { entry: processEntry(record, known, processes.get(known.parent)?.entry), known })
  }
  writeHead(out, thisMachine(hostname, bootNs))
  writeInterfaces(out, ownInterfaces())
  writeAccounts(out, accounts)
  const all = [...processes.values()]
  writeProcesses(
    out,
    all.flatMap(({ entry, known }) => [entry, ...(now === undefined ? [] : threadsOf(entry, known))]),
  )
  if (now !== undefined)
    for (const { known } of all) {
      const descriptors = now.of(known.pid)
      if (descriptors.length === 0) continue
      for (const one of descriptors) known.descriptors.set(one.fd, keyOf(one))
      writeDescriptors(out, known.pid, descriptors)
    }
  writeAccountEvents(out, accounts, ns)
}

const textOfFile = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

/** What the record of a clone leaves out is as its parent has it. */
function processEntry(record: RecordAt, known: KnownProcess, parentEntry: WrittenProcess | undefined): WrittenProcess {
  const wide = (column: keyof typeof columns): bigint => BigInt(numberOf(record, columns[column]))
  const small = (column: keyof typeof columns): number => smallOf(record, columns[column])
  const { pid, parent, comm, exe, args, cgroups, virtualPid } = known
  return {
    ...{
      pid,
      parent,
      comm,
      exe,
      exePath: textOf(record, columns.exe_path) ?? parentEntry?.exePath ?? '',
      args,
      cgroups,
      virtualPid,
      virtualTid: virtualPid,
    },
    ...{
      env: textOf(record, columns.env) ?? parentEntry?.env ?? [],
      cwd: Buffer.from(known.cwd === '' ? '/' : known.cwd, 'latin1'),
    },
    ...{ sessionId: small('session_id'), groupId: small('group_id'), virtualGroupId: small('virtual_group_id') },
    ...{ uid: small('process_uid'), gid: small('process_gid'), loginUid: small('login_uid'), tty: small('tty') },
    flags: virtualPid === pid ? 0 : cloneBits.inPidNamespace,
    exeFlags: small('exe_flags'),
    capabilities: {
      inheritable: wide('cap_inheritable'),
      permitted: wide('cap_permitted'),
      effective: wide('cap_effective'),
    },
    ...{ exeInode: wide('exe_inode'), exeCtime: wide('exe_ctime_ns'), exeMtime: wide('exe_mtime_ns') },
  }
}

/** The threads of a process besides the first. */
function threadsOf(entry: WrittenProcess, known: KnownProcess): readonly WrittenProcess[] {
  const tids = listOf(`/proc/${entry.pid}/task`)
    .map(Number)
    .filter((tid) => tid !== entry.pid)
  for (const tid of tids) known.threads.add(tid)
  return tids.map((tid) => ({
    ...entry,
    tid,
    comm: textOfThread(entry.pid, tid) ?? entry.comm,
    virtualTid: known.virtualPid === known.pid ? tid : known.virtualPid,
    flags: (entry.flags ?? 0) | cloneBits.thread,
  }))
}

function listOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (isGone(error)) return []
    throw error
  }
}

function textOfThread(pid: number, tid: number): Uint8Array | undefined {
  try {
    return readFileSync(`/proc/${pid}/task/${tid}/comm`).subarray(0, -1)
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')

/** As descriptorKey names what a record tells. */
function keyOf(descriptor: WrittenDescriptor): string {
  const { type, inode } = descriptor
  if (type === 'file') return `f${inode}`
  if (type === 'directory') return `d${inode}`
  if (type === 'pipe') return `p${inode}`
  if (type === 'ipv4' || type === 'ipv6') return `s${inode}+`
  return /^(ipv[46]server|unix|netlink)$/.test(type) ? `s${inode}` : ''
}

/** Falco takes the names of accounts from events alone. */
function writeAccountEvents(out: ByteWriter, accounts: readonly WrittenAccount[], ns: bigint): void {
  for (const account of accounts) {
    const { gid, name } = account
    const ofUser = account.kind === 'user' ? { uid: account.uid, home: account.home, shell: account.shell } : {}
    const event = account.kind === 'user' ? 'useradded' : 'groupadded'
    writeEvent(out, { name: event, ns, tid: -1, parameters: { gid, name, ...ofUser, container_id: '' } })
  }
}
