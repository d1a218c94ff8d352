/**
 * The event types: Falco's names, our codes, and which column each of Falco's parameters comes from.
 * Codes are part of the ABI and are never reused.
 */
import { callEvents } from './call-events.ts'
import { type Body, type EventType, type Parameter, p } from './event-type.ts'

export type { Body, EventType, Parameter, ParameterFormat } from './event-type.ts'

const openParameters = [
  p('fd', 'fd', 'descriptor.fd'),
  p('name', 'text', 'descriptor.path'),
  p('flags', 'open_flags', 'descriptor.open_flags'),
  p('mode', 'octal', 'descriptor.mode'),
  p('dev', 'device', 'descriptor.device'),
  p('ino', 'decimal', 'descriptor.inode'),
]
const openatParameters = [
  p('fd', 'fd', 'descriptor.fd'),
  p('dirfd', 'dirfd', 'descriptor.dirfd'),
  p('name', 'text', 'descriptor.name_raw'),
  p('flags', 'open_flags', 'descriptor.open_flags'),
  p('mode', 'octal', 'descriptor.mode'),
  p('dev', 'device', 'descriptor.device'),
  p('ino', 'decimal', 'descriptor.inode'),
]
const processParameters = [
  p('res', 'errno', 'header.result'),
  p('exe', 'text', 'process_body.exe'),
  p('args', 'list', 'process_body.args'),
  p('tid', 'pid', 'header.tid'),
  p('pid', 'pid', 'header.pid'),
  p('ptid', 'pid', 'process_body.parent_pid'),
  p('cwd', 'text', 'process_body.cwd'),
  p('comm', 'text', 'process_body.comm'),
]
const cloneParameters = [
  ...processParameters,
  p('flags', 'clone_flags', 'process_body.clone_flags'),
  p('uid', 'decimal', 'process_body.process_uid'),
  p('gid', 'decimal', 'process_body.process_gid'),
]
const execParameters = [
  ...processParameters,
  p('tty', 'decimal', 'process_body.tty'),
  p('vpgid', 'pid', 'process_body.virtual_group_id'),
  p('loginuid', 'uid', 'process_body.login_uid'),
  p('flags', 'exe_flags', 'process_body.exe_flags'),
  p('cap_inheritable', 'capabilities', 'process_body.cap_inheritable'),
  p('cap_permitted', 'capabilities', 'process_body.cap_permitted'),
  p('cap_effective', 'capabilities', 'process_body.cap_effective'),
  p('exe_ino', 'decimal', 'process_body.exe_inode'),
  p('exe_ino_ctime', 'time', 'process_body.exe_ctime_ns'),
  p('exe_ino_mtime', 'time', 'process_body.exe_mtime_ns'),
  p('uid', 'uid', 'process_body.process_uid'),
  p('trusted_exepath', 'text', 'process_body.exe_path'),
  p('pgid', 'pid', 'process_body.group_id'),
  p('gid', 'gid', 'process_body.process_gid'),
  p('filename', 'text', 'process_body.file_name'),
]

const type = (
  name: string,
  code: number,
  body: Body,
  category: EventType['category'],
  parameters: readonly Parameter[],
  judged = true,
): EventType => ({ name, code, body, tail: 'none', usesFd: body === 'descriptor', category, judged, parameters })

/** Every event type that eyas has a record for. */
export const eventTypes: readonly EventType[] = [
  type('process_snapshot', 1, 'process_body', 'internal', [], false),
  type('execve', 2, 'process_body', 'process', execParameters),
  type('execveat', 3, 'process_body', 'process', execParameters),
  type('clone', 4, 'process_body', 'process', cloneParameters),
  type('fork', 5, 'process_body', 'process', cloneParameters),
  type('vfork', 6, 'process_body', 'process', cloneParameters),
  type('clone3', 7, 'process_body', 'process', cloneParameters),
  type('procexit', 8, 'exit_body', 'process', [p('status', 'errno', 'exit_body.status')]),
  type('open', 9, 'descriptor', 'file', openParameters),
  type('openat', 10, 'descriptor', 'file', openatParameters),
  type('openat2', 11, 'descriptor', 'file', openatParameters),
  type('creat', 12, 'descriptor', 'file', openParameters),
  type('connect', 13, 'descriptor', 'net', [
    p('res', 'errno', 'header.result'),
    p('tuple', 'socket_tuple', 'descriptor.remote_address'),
    p('fd', 'fd', 'descriptor.fd'),
    p('addr', 'socket_address', 'descriptor.remote_address'),
  ]),
  ...callEvents,
]

const byName = new Map(eventTypes.map((eventType) => [eventType.name, eventType]))
const byCode = new Map(eventTypes.map((eventType) => [eventType.code, eventType]))

/** The event type of that Falco name, if eyas captures it. */
export const eventTypeNamed = (name: string): EventType | undefined => byName.get(name)

/** The event type of that code. */
export const eventTypeOf = (code: number): EventType | undefined => byCode.get(code)
