/**
 * The events of system calls other than open and connect: codes from 14 on, with Falco's parameters. Their records have
 * the `call` part; numbers of the call are in arg0 to arg5 at their own places but where a parameter says otherwise.
 */
import type { ArgumentNames } from './argument-names.ts'
import { type Category, type EventType, type Parameter, type ParameterFormat, p } from './event-type.ts'

type Place = 0 | 1 | 2 | 3 | 4 | 5

const a = (name: string, format: ParameterFormat, place: Place, names?: ArgumentNames): Parameter =>
  p(name, format, `call.arg${place}`, names)
const bits = (name: string, place: Place, names: ArgumentNames): Parameter => a(name, 'bits', place, names)
const oneOf = (name: string, place: Place, names: ArgumentNames): Parameter => a(name, 'number', place, names)
const fileMode = (place: Place): Parameter => a('mode', 'file_mode', place, 'chmod_mode')

const res = p('res', 'errno', 'header.result')
const resultFd = (name: string): Parameter => p(name, 'fd', 'header.result')
const fd = p('fd', 'fd', 'descriptor.fd')
const fd2 = p('fd2', 'fd', 'descriptor.fd')
const first = (name: string): Parameter => p(name, 'path', 'descriptor.name_raw')
const second = (name: string): Parameter => p(name, 'path', 'call.second_raw')
const dirfd = (name: string): Parameter => p(name, 'dirfd', 'descriptor.dirfd')
const secondDirfd = (name: string): Parameter => p(name, 'dirfd', 'call.second_dirfd')
const text = (name: string): Parameter => p(name, 'text', 'call.text')
const data = p('data', 'bytes', 'call.data')
const tuple = p('tuple', 'socket_tuple', 'descriptor.remote_address')
const openFlags = p('flags', 'open_flags', 'descriptor.open_flags')

type Declare = (name: string, code: number, category: Category, ...parameters: readonly Parameter[]) => EventType

const declare =
  (body: EventType['body'], usesFd: boolean): Declare =>
  (name, code, category, ...parameters) => ({
    name,
    code,
    body,
    tail: 'call',
    usesFd,
    category,
    judged: true,
    parameters,
  })

/** Acts on a descriptor or makes one. */
const onFd = declare('descriptor', true)
/** Acts on one path or two. */
const onPath = declare('descriptor', false)
/** Acts on neither. */
const plain = declare('none', false)

const fileEvents: readonly EventType[] = [
  onFd('dup', 14, 'io', resultFd('res'), a('oldfd', 'fd', 0)),
  onFd('dup2', 15, 'io', resultFd('res'), a('oldfd', 'fd', 0), a('newfd', 'fd', 1)),
  onFd('dup3', 16, 'io', resultFd('res'), a('oldfd', 'fd', 0), a('newfd', 'fd', 1), openFlags),
  onPath('symlink', 17, 'file', res, p('target', 'text', 'descriptor.name_raw'), second('linkpath')),
  onPath(
    'symlinkat',
    18,
    'file',
    res,
    p('target', 'text', 'descriptor.name_raw'),
    secondDirfd('linkdirfd'),
    second('linkpath'),
  ),
  onPath('link', 19, 'file', res, first('oldpath'), second('newpath')),
  onPath(
    'linkat',
    20,
    'file',
    res,
    dirfd('olddir'),
    first('oldpath'),
    secondDirfd('newdir'),
    second('newpath'),
    bits('flags', 4, 'linkat_flags'),
  ),
  onPath('rename', 21, 'file', res, first('oldpath'), second('newpath')),
  onPath('renameat', 22, 'file', res, dirfd('olddirfd'), first('oldpath'), secondDirfd('newdirfd'), second('newpath')),
  onPath(
    'renameat2',
    23,
    'file',
    res,
    dirfd('olddirfd'),
    first('oldpath'),
    secondDirfd('newdirfd'),
    second('newpath'),
    bits('flags', 4, 'renameat2_flags'),
  ),
  onPath('unlink', 24, 'file', res, first('path')),
  onPath('unlinkat', 25, 'file', res, dirfd('dirfd'), first('name'), bits('flags', 2, 'unlinkat_flags')),
  onPath('rmdir', 26, 'file', res, first('path')),
  onPath('mkdir', 27, 'file', res, first('path'), a('mode', 'hexadecimal', 1)),
  onPath('mkdirat', 28, 'file', res, dirfd('dirfd'), first('path'), a('mode', 'hexadecimal', 2)),
  onPath('chmod', 29, 'file', res, first('filename'), fileMode(1)),
  onFd('fchmod', 30, 'file', res, fd, fileMode(1)),
  onPath('fchmodat', 31, 'file', res, dirfd('dirfd'), first('filename'), fileMode(2)),
  onPath('chown', 32, 'file', res, first('path'), a('uid', 'decimal', 1), a('gid', 'decimal', 2)),
  onPath('lchown', 33, 'file', res, first('path'), a('uid', 'decimal', 1), a('gid', 'decimal', 2)),
  onFd('fchown', 34, 'file', res, fd, a('uid', 'decimal', 1), a('gid', 'decimal', 2)),
  onPath(
    'fchownat',
    35,
    'file',
    res,
    dirfd('dirfd'),
    first('pathname'),
    a('uid', 'decimal', 2),
    a('gid', 'decimal', 3),
    bits('flags', 4, 'fchownat_flags'),
  ),
  onPath('mknod', 36, 'other', res, first('path'), a('mode', 'file_mode', 1, 'mknod_mode'), a('dev', 'decimal', 2)),
  onPath(
    'mknodat',
    37,
    'other',
    res,
    dirfd('dirfd'),
    first('path'),
    a('mode', 'file_mode', 2, 'mknod_mode'),
    a('dev', 'decimal', 3),
  ),
  onPath('chdir', 38, 'file', res, first('path')),
  onFd('fchdir', 39, 'file', res, fd),
  onPath('chroot', 40, 'process', res, first('path')),
  onPath('mount', 41, 'file', res, first('dev'), second('dir'), text('type'), bits('flags', 3, 'mount_flags')),
  onPath('umount', 42, 'file', res, first('name')),
  onPath('umount2', 43, 'file', res, first('name'), bits('flags', 1, 'umount_flags')),
  /* Falco knows it, but not its parameters. */
  onPath('pivot_root', 44, 'other'),
  onFd('close', 45, 'io', res, fd),
  onFd(
    'fcntl',
    46,
    'io',
    resultFd('res'),
    a('fd', 'fd', 0),
    oneOf('cmd', 1, 'fcntl_commands'),
    a('arg', 'hexadecimal', 2),
  ),
  onFd(
    'open_by_handle_at',
    47,
    'file',
    p('fd', 'fd', 'descriptor.fd'),
    a('mountfd', 'fd', 0),
    openFlags,
    p('path', 'text', 'descriptor.resolved'),
    p('dev', 'device', 'descriptor.device'),
    p('ino', 'decimal', 'descriptor.inode'),
  ),
]

/** Calls that Falco knows by name alone, with the parameters of those that they are like. */
const newerEvents: readonly EventType[] = [
  onPath(
    'fchmodat2',
    92,
    'other',
    res,
    dirfd('dirfd'),
    first('filename'),
    fileMode(2),
    bits('flags', 3, 'fchownat_flags'),
  ),
]

const networkEvents: readonly EventType[] = [
  onFd(
    'socket',
    48,
    'net',
    resultFd('fd'),
    oneOf('domain', 0, 'socket_families'),
    a('type', 'decimal', 1),
    a('proto', 'decimal', 2),
    openFlags,
  ),
  onFd('bind', 49, 'net', res, p('addr', 'socket_address', 'descriptor.local_address'), fd),
  onFd('listen', 50, 'net', res, fd, a('backlog', 'decimal', 1)),
  onFd(
    'accept',
    51,
    'net',
    resultFd('fd'),
    tuple,
    a('queuepct', 'decimal', 1),
    a('queuelen', 'decimal', 2),
    a('queuemax', 'decimal', 4),
  ),
  onFd(
    'accept4',
    52,
    'net',
    resultFd('fd'),
    tuple,
    a('queuepct', 'decimal', 1),
    a('queuelen', 'decimal', 2),
    a('queuemax', 'decimal', 4),
    a('flags', 'hexadecimal', 3),
  ),
  onFd('sendto', 53, 'io', res, data, fd, a('size', 'decimal', 2), tuple),
  onFd('sendmsg', 54, 'io', res, data, fd, a('size', 'decimal', 2), tuple),
  onFd('sendmmsg', 55, 'io', res, fd, a('size', 'decimal', 2), data, tuple),
  onFd('recvfrom', 56, 'io', res, data, tuple, fd, a('size', 'decimal', 2)),
  onFd('recvmsg', 57, 'io', res, a('size', 'decimal', 2), data, tuple, fd),
  onFd('recvmmsg', 58, 'io', res, fd, a('size', 'decimal', 2), data, tuple),
  onFd(
    'socketpair',
    59,
    'IPC',
    res,
    a('fd1', 'fd', 3),
    fd2,
    a('source', 'hexadecimal', 4),
    a('peer', 'hexadecimal', 5),
    oneOf('domain', 0, 'socket_families'),
    a('type', 'decimal', 1),
    a('proto', 'decimal', 2),
  ),
]

const processEvents: readonly EventType[] = [
  plain(
    'ptrace',
    60,
    'process',
    res,
    a('addr', 'hexadecimal', 2),
    a('data', 'hexadecimal', 3),
    oneOf('request', 0, 'ptrace_requests'),
    a('pid', 'pid', 1),
  ),
  plain('setuid', 61, 'user', res, a('uid', 'uid', 0)),
  plain('setgid', 62, 'user', res, a('gid', 'gid', 0)),
  plain('setreuid', 63, 'user', res, a('ruid', 'uid', 0), a('euid', 'uid', 1)),
  plain('setregid', 64, 'user', res, a('rgid', 'gid', 0), a('egid', 'gid', 1)),
  plain('setresuid', 65, 'user', res, a('ruid', 'uid', 0), a('euid', 'uid', 1), a('suid', 'uid', 2)),
  plain('setresgid', 66, 'user', res, a('rgid', 'gid', 0), a('egid', 'gid', 1), a('sgid', 'gid', 2)),
  plain('setpgid', 67, 'process', res, a('pid', 'pid', 0), a('pgid', 'pid', 1)),
  plain('setsid', 68, 'process', p('res', 'pid', 'header.result')),
  onFd('setns', 69, 'process', res, fd, a('nstype', 'clone_flags', 1)),
  plain('unshare', 70, 'process', res, a('flags', 'clone_flags', 0)),
  plain(
    'capset',
    71,
    'process',
    res,
    a('cap_inheritable', 'capabilities', 3),
    a('cap_permitted', 'capabilities', 4),
    a('cap_effective', 'capabilities', 5),
  ),
  plain(
    'prctl',
    72,
    'process',
    res,
    oneOf('option', 0, 'prctl_options'),
    text('arg2_str'),
    a('arg2_int', 'decimal', 1),
  ),
  plain('kill', 73, 'signal', res, a('pid', 'pid', 0), a('sig', 'signal', 1, 'signals')),
  plain('tkill', 74, 'signal', res, a('tid', 'pid', 0), a('sig', 'signal', 1, 'signals')),
  plain('tgkill', 75, 'signal', res, a('pid', 'pid', 0), a('tid', 'pid', 1), a('sig', 'signal', 2, 'signals')),
  plain('process_vm_readv', 76, 'IPC', p('res', 'decimal', 'header.result'), a('pid', 'pid', 0), data),
  plain('process_vm_writev', 77, 'IPC', p('res', 'decimal', 'header.result'), a('pid', 'pid', 0), data),
  onFd('pidfd_open', 78, 'process', resultFd('fd'), a('pid', 'pid', 0), bits('flags', 1, 'pidfd_open_flags')),
  onFd(
    'pidfd_getfd',
    79,
    'process',
    resultFd('fd'),
    a('pid_fd', 'fd', 0),
    a('target_fd', 'fd', 1),
    a('flags', 'hexadecimal', 2),
  ),
]

const otherEvents: readonly EventType[] = [
  plain('bpf', 80, 'other', resultFd('fd'), oneOf('cmd', 0, 'bpf_commands')),
  onFd('memfd_create', 81, 'memory', resultFd('fd'), text('name'), bits('flags', 1, 'memfd_create_flags')),
  plain('init_module', 82, 'other', res, p('img', 'bytes', 'call.data'), a('length', 'decimal', 1), text('uargs')),
  onFd('finit_module', 83, 'other', res, fd, text('uargs'), bits('flags', 2, 'finit_module_flags')),
  plain('delete_module', 84, 'other', res, text('name'), bits('flags', 1, 'delete_module_flags')),
  onPath('userfaultfd', 85, 'file', res, p('flags', 'open_flags', 'descriptor.open_flags')),
  plain(
    'io_uring_setup',
    86,
    'io',
    res,
    a('entries', 'decimal', 0),
    a('sq_entries', 'decimal', 1),
    a('cq_entries', 'decimal', 2),
    bits('flags', 3, 'io_uring_setup_flags'),
    a('sq_thread_cpu', 'decimal', 4),
    p('sq_thread_idle', 'decimal', 'call.arg6'),
    bits('features', 5, 'io_uring_features'),
  ),
  plain(
    'keyctl',
    87,
    'other',
    res,
    oneOf('operation', 0, 'keyctl_operations'),
    a('arg2', 'decimal', 1),
    a('arg3', 'decimal', 2),
    a('arg4', 'decimal', 3),
    a('arg5', 'decimal', 4),
  ),
  onFd('pipe', 88, 'IPC', res, a('fd1', 'fd', 3), fd2, p('ino', 'decimal', 'descriptor.inode')),
  onFd('pipe2', 89, 'IPC', res, a('fd1', 'fd', 3), fd2, p('ino', 'decimal', 'descriptor.inode'), openFlags),
  onFd('eventfd', 90, 'IPC', resultFd('res'), a('initval', 'decimal', 0), a('flags', 'hexadecimal', 1)),
  onFd('eventfd2', 91, 'IPC', resultFd('res'), openFlags, a('initval', 'decimal', 0)),
]

/** All of them. */
export const callEvents: readonly EventType[] = [
  ...fileEvents,
  ...networkEvents,
  ...processEvents,
  ...otherEvents,
  ...newerEvents,
]
