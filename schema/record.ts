/**
 * The event record: what the kernel writes into the ring, the addon copies into linear memory and the modules read.
 *
 *     0      header     every event
 *     72     body      descriptor (open, connect, …), process (exec, clone, snapshot) or exit
 *     176    call       behind a descriptor, or the room of one: what else a call was given
 *     …      text       the bytes that the text columns refer to; the record ends at a multiple of 8
 *
 * One record follows another in a batch; `size` leads to the next. A record is at most 64 KiB.
 */
import { type ColumnSpec, type Layout, layOut } from './layout.ts'

const column = (name: string, type: ColumnSpec['type'], doc: string): ColumnSpec => ({ name, type, doc })

/** What every event has. */
export const header: Layout = layOut('header', 'What every event has.', [
  column('size', 'u32', 'Bytes of the whole record, a multiple of 8.'),
  column('type', 'u16', 'Code of the event type, see events.ts.'),
  column('flags', 'u16', 'Bits of recordFlags.'),
  column('timestamp_ns', 'u64', 'Wall clock, nanoseconds since 1970; in the ring, nanoseconds since boot.'),
  column('number', 'u64', 'evt.num: counts events from 1 as they are taken from the ring.'),
  column('result', 'i64', 'evt.rawres: what the system call returned; negative errno on failure.'),
  column(
    'start_ns',
    'u64',
    'Start of the acting process (group leader), nanoseconds since boot; with pid its identity.',
  ),
  column('clauses', 'u64', 'Clauses of the kernel filter that let the event pass; all ones if there was no filter.'),
  column('pid', 'u32', 'Thread group id, in the initial namespace.'),
  column('tid', 'u32', 'Thread id, in the initial namespace.'),
  column('uid', 'u32', 'Effective user id of the thread.'),
  column('gid', 'u32', 'Effective group id of the thread.'),
  column(
    'process',
    'u32',
    'Address of the process record, set by the state module; 0 in the ring or if unknown. Of CAPTURED events its number.',
  ),
  column('cpu', 'u16', 'evt.cpu.'),
  column(
    'supplied',
    'u16',
    'Where the values lie that a capture supplies, from the start of the record; 0 if there are none.',
  ),
])

/** Bits of `header.flags`. */
export const recordFlags = {
  /** A 32-bit system call on a 64-bit kernel. */
  IA32: 1,
  /** Made from a snapshot of what was there before; changes state, is never judged. */
  SNAPSHOT: 2,
  /** Some text was longer than its bound and was cut. */
  TRUNCATED: 4,
  /** The process was not known and its record was made from this event alone. */
  PARTIAL: 8,
  /** From a capture: `process` is the number of a process that `process_change` told of, and nothing is inferred. */
  CAPTURED: 16,
  /** The path that the kernel resolved is not fd.name, so that the event is judged under both; set by the state module. */
  OTHER_NAME: 32,
  /** The kernel filter asks verdicts on processes, and user space has not answered for this image yet. */
  UNANSWERED: 64,
} as const

/** What an event that acts on a descriptor has; fd.* reads it. Common to all of them so that no accessor asks the type. */
export const descriptor: Layout = layOut(
  'descriptor',
  'What an event that acts on a descriptor or a path has.',
  [
    column('fd', 'i32', 'fd.num: the descriptor, or -1 if the call made none.'),
    column(
      'kind',
      'u8',
      "fd.typechar as a byte: 'f' file, 'd' directory, '4' IPv4, '6' IPv6, 'u' unix, …; 0 if there is none.",
    ),
    column('l4_protocol', 'u8', 'IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP, IPPROTO_RAW or 0.'),
    column('family', 'u8', 'AF_* of a socket, or 0.'),
    column('fd_flags', 'u8', 'Bits of descriptorFlags.'),
    column('device', 'u32', 'Device of the inode, in the encoding of stat(2) (new_encode_dev).'),
    column('inode', 'u64', 'fd.ino; 0 if none.'),
    column('open_flags', 'u32', "evt.arg.flags of the open family, as Falco's bits (openFlags)."),
    column('mode', 'u32', 'Mode of a created file, as asked.'),
    column('dirfd', 'i32', 'The directory descriptor that the name is relative to; AT_FDCWD is -100.'),
    column('local_port', 'u16', 'Host order.'),
    column('remote_port', 'u16', 'Host order.'),
    column('local_address', 'address', 'The local end.'),
    column('remote_address', 'address', 'The remote end; of connect, the address asked for.'),
    column('name_raw', 'text', 'fd.nameraw: the path exactly as asked, or the path of a unix socket.'),
    column(
      'base',
      'text',
      'The directory that a relative name_raw starts from (cwd, or the path of dirfd); absent if absolute.',
    ),
    column(
      'path',
      'text',
      'fd.name of a file: base and name_raw joined, `.` and `..` taken lexically; set by the state module. Of a descriptor that was there before, the path that the kernel has for it.',
    ),
    column(
      'resolved',
      'text',
      'The path of the file that the kernel really opened, as seen from the root of its mount namespace.',
    ),
  ],
  header.size,
)

/** Bits of `descriptor.fd_flags`. */
export const descriptorFlags = {
  CONNECTED: 1,
  NAME_CHANGED: 2,
  /** The file is in the upper layer of an overlay. */
  UPPER_LAYER: 4,
  LOWER_LAYER: 8,
  /** This end of the socket is the server's. */
  SERVER: 16,
  /** Of CAPTURED events: the server's address is one of this machine, which is what fd.is_server tells. */
  SERVER_LOCAL: 32,
  /** Of CAPTURED events: which end is the client's is not known. */
  UNDIRECTED: 64,
  /** Of CAPTURED events: a socket that waits for clients; both ends are the server's. */
  LISTENING: 128,
} as const

/** Falco's bits of evt.arg.flags for the open family, by name. */
export const openFlags = {
  O_RDONLY: 1,
  O_WRONLY: 2,
  O_RDWR: 3,
  O_CREAT: 4,
  O_APPEND: 8,
  O_DSYNC: 16,
  O_EXCL: 32,
  O_NONBLOCK: 64,
  O_SYNC: 128,
  O_TRUNC: 256,
  O_DIRECT: 512,
  O_DIRECTORY: 1024,
  O_LARGEFILE: 2048,
  O_CLOEXEC: 4096,
  O_TMPFILE: 8192,
  /** The call really created the file. */
  F_CREATED: 16384,
  FD_UPPER_LAYER: 32768,
  FD_LOWER_LAYER: 65536,
} as const

/**
 * What exec, clone and snapshot events tell of a process. In clone events it describes the child, and `args`, `env`,
 * `exe`, `exe_path`, `cwd` and `cgroup` may be absent: the state module takes them from the parent.
 */
export const processBody: Layout = layOut(
  'process_body',
  'What exec, clone and snapshot events tell of a process.',
  [
    column('process_start_ns', 'u64', 'Start of the described process, nanoseconds since boot.'),
    column('exec_ns', 'u64', 'When it last replaced its image, nanoseconds since boot; 0 if never seen.'),
    column('parent_start_ns', 'u64', 'Start of the parent, nanoseconds since boot.'),
    column('process_pid', 'u32', 'Thread group id of the described process.'),
    column('parent_pid', 'u32', 'proc.ppid: thread group id of the real parent.'),
    column('virtual_pid', 'u32', 'proc.vpid: pid in its own namespace.'),
    column('session_id', 'u32', 'proc.sid in the initial namespace.'),
    column('group_id', 'u32', 'proc.pgid in the initial namespace.'),
    column('virtual_group_id', 'u32', 'proc.vpgid: process group in its own namespace.'),
    column('virtual_session_id', 'u32', 'Session in its own namespace.'),
    column('process_uid', 'u32', 'Effective user id.'),
    column('process_gid', 'u32', 'Effective group id.'),
    column('login_uid', 'u32', 'user.loginuid; 4294967295 if not set.'),
    column('tty', 'u32', 'Device number of the controlling terminal; 0 if none.'),
    column('exe_flags', 'u32', 'Bits of exeFlags.'),
    column('clone_flags', 'u32', 'CLONE_* of the call that made it; 0 in exec and snapshot events.'),
    column('cap_effective', 'u64', 'Capability bits.'),
    column('cap_permitted', 'u64', 'Capability bits.'),
    column('cap_inheritable', 'u64', 'Capability bits.'),
    column('exe_inode', 'u64', 'proc.exe_ino.'),
    column('exe_ctime_ns', 'u64', 'proc.exe_ino.ctime, nanoseconds since 1970.'),
    column('exe_mtime_ns', 'u64', 'proc.exe_ino.mtime, nanoseconds since 1970.'),
    column('cgroup_id', 'u64', 'Inode number of the cgroup.'),
    column('exec_id', 'u64', 'Which image of the process it is, as the kernel counts them; all ones if not known.'),
    column('comm', 'text', 'proc.name: at most 15 bytes.'),
    column('exe', 'text', 'proc.exe: argv[0].'),
    column('exe_path', 'text', 'proc.exepath: full path of the executable.'),
    column('args', 'list', 'argv[1] and on.'),
    column('env', 'list', 'The environment.'),
    column('cwd', 'text', 'proc.cwd, with a slash at its end.'),
    column('cgroup', 'text', 'Path of the cgroup from the root of its hierarchy.'),
    column('file_name', 'text', 'evt.arg.filename: the path given to execve, as asked.'),
  ],
  header.size,
)

/** Bits of `process_body.exe_flags`. */
export const exeFlags = {
  EXE_WRITABLE: 1,
  EXE_UPPER_LAYER: 2,
  EXE_FROM_MEMFD: 4,
  EXE_LOWER_LAYER: 8,
} as const

const argument = (index: number): ColumnSpec =>
  column(
    `arg${index}`,
    'i64',
    `The call's argument ${index}, as wide and as signed as it is declared; or what the parameters of the event say.`,
  )

/**
 * What a call was given besides the one descriptor and the one path of `descriptor`, behind which it lies. Where a call
 * has two paths, that one is the first and this the second: `second_…` is the new name of rename, link and symlink.
 */
export const call: Layout = layOut(
  'call',
  'What a call was given besides a descriptor and a path.',
  [
    argument(0),
    argument(1),
    argument(2),
    argument(3),
    argument(4),
    argument(5),
    column('second_dirfd', 'i32', 'The directory descriptor that the second path is relative to; AT_FDCWD is -100.'),
    column('arg6', 'u32', 'A seventh number, where the parameters of the event name one.'),
    column('second_raw', 'text', 'The second path exactly as asked.'),
    column('second_base', 'text', 'The directory that a relative second_raw starts from; absent if absolute.'),
    column('second_path', 'text', 'base and second_raw joined as descriptor.path; set by the state module.'),
    column('text', 'text', 'A further text: the type of a mount, the arguments of a module, the name of a memfd, ….'),
    column('data', 'text', 'The first bytes that were sent or received, at most 80; any bytes.'),
  ],
  descriptor.size,
)

/** What an exit event has. */
export const exitBody: Layout = layOut(
  'exit_body',
  'What an exit event has.',
  [
    column('status', 'u32', 'Exit status as wait(2) gives it.'),
    column('reaper_pid', 'u32', 'The process that children are given to; 0 if not known.'),
  ],
  header.size,
)

/** All structures of a record. */
export const recordLayouts: readonly Layout[] = [header, descriptor, processBody, exitBody, call]

/** The largest record, in bytes. */
export const maxRecordBytes = 65536
