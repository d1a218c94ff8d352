/** What recording remembers of a process, so that a capture tells whoever reads it everything that events lean on. */
import { columns, type RecordAt, smallOf, textOf } from './record-columns.ts'

/** A process, or what its parent was when it was made. */
export interface KnownProcess {
  readonly pid: number
  parent: number
  virtualPid: number
  comm: Uint8Array
  exe: Uint8Array
  /** Members with a zero byte behind each. */
  args: Uint8Array
  /** The cgroup's path under the names of the hierarchies; see cgroupList. */
  cgroups: Uint8Array
  /** With a slash at its end. */
  cwd: string
  /** Threads besides the first that the capture has told of. */
  readonly threads: Set<number>
  /** What the capture has told of each descriptor; see descriptorKey. */
  readonly descriptors: Map<number, string>
}

const hierarchies = ['cpuset', 'cpu', 'cpuacct', 'io', 'memory'] as const

/** A cgroup as captures list it: the path under each hierarchy that Falco asks for. */
export function cgroupList(path: Uint8Array): Uint8Array {
  if (path.length === 0) return path
  return new Uint8Array(Buffer.concat(hierarchies.flatMap((name) => [Buffer.from(`${name}=`), path, Buffer.of(0)])))
}

const none = new Uint8Array()
const copyOf = (bytes: Uint8Array | undefined): Uint8Array | undefined => bytes?.slice()

/** The text of bytes as a key or a path; any bytes survive it. */
export const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

/** The process that an exec, a clone or a snapshot record describes; what it does not tell is `before`'s. */
export function knownFrom(record: RecordAt, before: KnownProcess | undefined): KnownProcess {
  const cgroup = textOf(record, columns.cgroup)
  const cwd = textOf(record, columns.cwd)
  return {
    pid: smallOf(record, columns.process_pid),
    parent: smallOf(record, columns.parent_pid),
    virtualPid: smallOf(record, columns.virtual_pid),
    comm: copyOf(textOf(record, columns.comm)) ?? before?.comm ?? none,
    exe: copyOf(textOf(record, columns.exe)) ?? before?.exe ?? none,
    args: copyOf(textOf(record, columns.args)) ?? before?.args ?? none,
    cgroups: cgroup === undefined ? (before?.cgroups ?? none) : cgroupList(cgroup),
    cwd: cwd === undefined ? (before?.cwd ?? '') : latin1(cwd),
    threads: new Set(),
    descriptors: new Map(),
  }
}

/** Which file or socket a record's descriptor is; empty if it has none. */
export function descriptorKey(record: RecordAt): string {
  const kind = smallOf(record, columns.kind)
  if (kind === 0) return ''
  const inode = record.view.getBigUint64(record.at + columns.inode.offset, true)
  const isConnected = (smallOf(record, columns.fd_flags) & 1) !== 0
  const family = isSocket(kind) ? 's' : String.fromCharCode(kind)
  return `${family}${inode}${family === 's' && isConnected ? '+' : ''}`
}

/** Whether a descriptor of that kind is a socket. */
export const isSocket = (kind: number): boolean => '46un'.includes(String.fromCharCode(kind))
