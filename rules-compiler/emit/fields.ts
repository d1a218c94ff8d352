/** Each field of the `syscall` source as generated code: the one place that says where a value is read. */
import { containerRecord } from '#schema/container'
import type { EventType } from '#schema/events'
import type { Field } from '#schema/field'
import { columnOf } from '#schema/layout'
import { control } from '#schema/memory'
import { call, descriptor } from '#schema/record'
import { containerEmitters } from './container-fields.ts'
import { jsonFieldValue } from './json-fields.ts'
import { capabilityNames, descriptorCategories, descriptorTypes, errnoNames, protocolNames } from './names.ts'
import { argumentsValue } from './parameter-table.ts'
import { argumentValue, rawArgumentValue } from './parameters.ts'
import type { Program } from './program.ts'
import { suppliedValue } from './supplied-fields.ts'
import { absent, booleanValue, signedValue, textValue, unsignedValue, type Value } from './value.ts'

/** What a field needs to know to become code. */
export interface FieldContext {
  readonly type: EventType
  readonly program: Program
  readonly argument: string | number | null
}

/** What a field becomes in events of one type. */
export type Emit = (context: FieldContext) => Value

const text =
  (code: string): Emit =>
  () =>
    textValue(code)
const known = 'self(e) != 0'
const hasParent = 'parentOf(self(e)) != 0'

const constant =
  (value: string): Emit =>
  ({ program }) =>
    textValue(program.tables.text(value))

const ofProcess =
  (column: string, signed = true): Emit =>
  () =>
    signed
      ? signedValue(`<i32>layout.process_${column}(self(e))`, known)
      : unsignedValue(`layout.process_${column}(self(e))`, known)

const exeFlag =
  (name: string): Emit =>
  () =>
    booleanValue(`(layout.process_exe_flags(self(e)) & layout.EXE_${name}) != 0`, known)

const isLeader =
  (left: string, right: string): Emit =>
  () =>
    booleanValue(`layout.process_${left}(self(e)) == layout.process_${right}(self(e))`, known)

const ofLeader =
  (leader: string, field: string): Emit =>
  () =>
    textValue(`ofLeader(self(e), ${field}(${leader}(self(e))))`)

const capabilities =
  (column: string): Emit =>
  ({ program }) =>
    textValue(
      `(${known} ? namesOf(${program.tables.flags(capabilityNames)}, layout.process_${column}(self(e)), 0x20) : 0)`,
    )

/** A text of ancestors: with an index the one, without it any of them. */
const ancestral =
  (field: string, number: number): Emit =>
  ({ argument }) =>
    argument === null
      ? {
          kind: 'ancestors',
          of: (process) => textValue(`${field}(${process})`),
          output: textValue(`ancestors(self(e), ${number})`),
        }
      : textValue(`${field}(ancestor(self(e), ${Number(argument)}))`)

const ancestorPid: Emit = ({ argument }) => {
  const pid = (process: string): Value => signedValue(`<i32>layout.process_process_pid(${process})`, `${process} != 0`)
  if (argument !== null) return pid(`ancestor(self(e), ${Number(argument)})`)
  return { kind: 'ancestors', of: pid, output: pid('ancestor(self(e), 0)') }
}

const args: Emit = ({ argument }) =>
  textValue(argument === null ? 'proc_args(self(e))' : `proc_arg(self(e), ${Number(argument)})`)

const isIndex = (argument: string | number | null): boolean =>
  typeof argument === 'number' || (argument !== null && /^\d+$/.test(argument))

const environment: Emit = ({ program, argument }) =>
  argument === null || isIndex(argument)
    ? { kind: 'text', code: `proc_env(self(e), ${program.tables.text(' ')})`, apart: 'proc_environment(self(e))' }
    : textValue(`proc_variable(self(e), ${program.tables.text(String(argument))})`)

const ancestorEnvironment: Emit = ({ program, argument }) => {
  const space = program.tables.text(' ')
  if (argument === null)
    return {
      kind: 'ancestors',
      of: (process) => textValue(`proc_env(${process}, ${space})`),
      output: textValue(`proc_env(self(e), ${space})`),
    }
  if (isIndex(argument)) return textValue(`proc_ancestor_env(self(e), ${Number(argument)}, ${space})`)
  return textValue(`proc_inherited_variable(self(e), ${program.tables.text(String(argument))})`)
}

const accounts = {
  users: `${control.users}, ${columnOf(containerRecord, 'users').offset}`,
  groups: `${control.groups}, ${columnOf(containerRecord, 'groups').offset}`,
} as const

const identity =
  (table: keyof typeof accounts, id: string, which: number, root: string): Emit =>
  ({ program: { tables } }) =>
    textValue(
      `(${known} ? identityText(self(e), ${accounts[table]}, ${id}, ${which}, ${tables.text(root)}, ${tables.text('<NA>')}) : 0)`,
    )

/** A field of the path that a call names, whether or not it has a descriptor. */
const ofPath =
  (code: string): Emit =>
  ({ type }) =>
    type.body === 'descriptor' && type.category !== 'net' ? textValue(code) : absent

/** A field of a call that has two paths and did what it was asked. */
const ofTwoPaths =
  (code: string): Emit =>
  ({ type }) =>
    type.parameters.some(({ column }) => column === 'call.second_raw')
      ? textValue(`(layout.header_result(e) >= 0 ? ${code} : 0)`)
      : absent

const secondColumn = (name: string): string => `column(e, ${columnOf(call, name).offset})`

/** A field of the descriptor: absent in events that have none. */
const ofDescriptor =
  (emit: Emit): Emit =>
  (context) =>
    context.type.body === 'descriptor' && context.type.usesFd ? emit(context) : absent

/** Falco names ports only where it is told to look names up, which it is not; otherwise they are their numbers. */
const portName = (code: string): Emit => ofDescriptor(text(`(has_ends(e) ? unsigned(${code}) : 0)`))

const port = (code: string): Emit => ofDescriptor(() => unsignedValue(code, 'has_ends(e)'))
const address = (code: string): Emit => ofDescriptor(() => ({ kind: 'address', code }))
const fdFlag = (name: string): Emit =>
  ofDescriptor(() => booleanValue(`(layout.descriptor_fd_flags(e) & layout.DESCRIPTOR_${name}) != 0`, 'has_fd(e)'))

const bothEnds = (first: Value, second: Value): Emit =>
  ofDescriptor(() => ({ kind: 'ends', first, second, has: 'has_fd(e)' }))

const addresses = bothEnds({ kind: 'address', code: 'fd_lip(e)' }, { kind: 'address', code: 'fd_rip(e)' })
const ports = bothEnds(
  unsignedValue('layout.descriptor_local_port(e)', 'has_ends(e)'),
  unsignedValue('layout.descriptor_remote_port(e)', 'has_ends(e)'),
)

const kindAt = columnOf(descriptor, 'kind').offset

const opens = new Set(['open', 'openat', 'openat2', 'open_by_handle_at'])

/** evt.is_open_*: of the open family; false of every other event. */
const opened =
  (condition: string): Emit =>
  ({ type }) =>
    booleanValue(opens.has(type.name) ? condition : 'false')

const createsExecutable: Emit = (context) => {
  const executable = '(layout.descriptor_mode(e) & 0x49) != 0'
  const creates = '(layout.descriptor_open_flags(e) & (layout.OPEN_O_TMPFILE | layout.OPEN_O_CREAT)) != 0'
  return context.type.name === 'creat' ? booleanValue(executable) : opened(`${creates} && ${executable}`)(context)
}

const failed = 'layout.header_result(e) < 0'
/** Exits have no result. */
const returns = (type: EventType): boolean => type.body !== 'exit_body'

const result: Emit = ({ type, program: { tables } }) =>
  returns(type)
    ? textValue(
        `(${failed} ? textOr(textFor(${tables.sorted(errnoNames)}, -layout.header_result(e)), decimal(layout.header_result(e))) : ${tables.text('SUCCESS')})`,
      )
    : absent

const now = 'layout.header_timestamp_ns(e)'
const second = 1_000_000_000

/** Falco makes no enter events any more, without which it takes every call for one that took no time. */
const none: Emit = () => unsignedValue('0')

const sinceFirst =
  (part: string): Emit =>
  () =>
    unsignedValue(
      `(${now} - load<u64>(${control.firstEventNs}))${part}`,
      `load<u64>(${control.firstEventNs}) != 0 && ${now} >= load<u64>(${control.firstEventNs})`,
    )

/** Which way a call that moves bytes moves them. */
function ioDirection({ name }: EventType): 'read' | 'write' | null {
  if (/^(send(to|m?msg)|p?writev?|process_vm_writev)/.test(name)) return 'write'
  return /^(recv(from|m?msg)|p?readv?|process_vm_readv)/.test(name) ? 'read' : null
}

const hasData = ({ parameters }: EventType): boolean =>
  parameters.some(({ name, column }) => name === 'data' && column === 'call.data')

const errorsOf =
  (category: EventType['category'] | null): Emit =>
  ({ type }) =>
    category === null || type.category === category ? unsignedValue(`<u64>(${failed})`) : absent

const rooted = (field: string): Emit =>
  ofDescriptor(({ program }) => textValue(`${field}(e, ${program.tables.text('/')})`))

const inContainer = (field: Emit): Emit =>
  ofDescriptor((context) => {
    const inner = field(context)
    const id = `container_id(self(e), ${context.program.tables.text('')})`
    return inner.kind === 'text' ? textValue(`contained(${id}, ${inner.code})`) : absent
  })

/** What an event of reading and writing is of, by what its descriptor is. */
const category: Emit = ({ type, program }) => {
  if (type.category !== 'io') return constantText(program, type.category)
  const { tables } = program
  const unknown = tables.text('unknown')
  return textValue(
    `(has_fd(e) ? textOr(textFor(${tables.sorted(descriptorCategories)}, layout.descriptor_kind(e)), ${unknown}) : ${unknown})`,
  )
}

/** Known when the code is made, but read by code that is the same for all types. */
const typeName: Emit = ({ type, program }) => {
  const table = program.once(program.types, 'names', () =>
    program.tables.sorted(program.types.map(({ code, name }) => ({ number: code, text: name }))),
  )
  return {
    kind: 'text',
    code: `textFor(${table}, layout.header_type(e))`,
    constant: new TextEncoder().encode(type.name),
  }
}

const emitters: Readonly<Record<string, Emit>> = {
  'evt.num': () => unsignedValue('layout.header_number(e)'),
  'evt.time': text(`evt_time(${now}, true)`),
  'evt.time.s': text(`evt_time(${now}, false)`),
  'evt.time.iso8601': text(`evt_time_iso8601(${now})`),
  'evt.datetime': text(`evt_datetime(${now}, true)`),
  'evt.datetime.s': text(`evt_datetime(${now}, false)`),
  'evt.rawtime': () => unsignedValue(now),
  'evt.rawtime.s': () => unsignedValue(`${now} / ${second}`),
  'evt.rawtime.ns': () => unsignedValue(`${now} % ${second}`),
  'evt.reltime': sinceFirst(''),
  'evt.reltime.s': sinceFirst(` / ${second}`),
  'evt.reltime.ns': sinceFirst(` % ${second}`),
  'evt.latency': none,
  'evt.latency.s': none,
  'evt.latency.ns': none,
  'evt.latency.quantized': none,
  'evt.latency.human': constant('0ns'),
  'evt.wait_latency': none,
  'evt.source': constant('syscall'),
  'evt.is_async': () => booleanValue('false'),
  'evt.hostname': text(`text(load<u32>(${control.hostname}), load<u32>(${control.hostname + 4}))`),
  'evt.dir': constant('<'),
  'evt.type': typeName,
  'syscall.type': (context) => (returns(context.type) ? typeName(context) : absent),
  'evt.category': category,
  'evt.cpu': () => signedValue('layout.header_cpu(e)'),
  'evt.args': ({ type, program }) => argumentsValue(type, program),
  'evt.info': ({ type, program }) => argumentsValue(type, program),
  'evt.arg': ({ type, program, argument }) => argumentValue(type, argument ?? '', program),
  'evt.rawarg': ({ type, program, argument }) => rawArgumentValue(type, argument ?? '', program),
  'evt.res': result,
  'evt.rawres': ({ type }) => (returns(type) ? signedValue('layout.header_result(e)') : absent),
  'evt.failed': ({ type }) => booleanValue(returns(type) ? failed : 'false'),
  'evt.type.is': ({ type, argument }) => unsignedValue(type.name === argument ? '1' : '0'),
  'evt.is_io': ({ type }) => booleanValue(String(ioDirection(type) !== null)),
  'evt.is_io_read': ({ type }) => booleanValue(String(ioDirection(type) === 'read')),
  'evt.is_io_write': ({ type }) => booleanValue(String(ioDirection(type) === 'write')),
  'evt.io_dir': ({ type, program }) => {
    const direction = ioDirection(type)
    return direction === null ? absent : constantText(program, direction)
  },
  'evt.is_wait': () => booleanValue('false'),
  'evt.is_syslog': ({ type, program: { tables } }) =>
    booleanValue(
      ioDirection(type) === 'write'
        ? `containsText(textOr(fd_name(e), ${tables.text('')}), ${tables.text('/dev/log')})`
        : 'false',
    ),
  'evt.buffer': ({ type, program: { tables } }) =>
    textValue(hasData(type) ? `textOr(${secondColumn('data')}, ${tables.text('')})` : tables.text('')),
  'evt.buflen': ({ type }) =>
    ioDirection(type) === null
      ? absent
      : unsignedValue('layout.header_result(e)', 'has_fd(e) && layout.header_result(e) >= 0'),
  'evt.count': () => unsignedValue('1'),
  'evt.count.error': errorsOf(null),
  'evt.count.error.file': errorsOf('file'),
  'evt.count.error.net': errorsOf('net'),
  'evt.count.exit': () => unsignedValue('1'),
  'evt.abspath': ofPath('fd_name(e)'),
  'evt.is_open_read': opened('(layout.descriptor_open_flags(e) & layout.OPEN_O_RDONLY) != 0'),
  'evt.is_open_write': opened('(layout.descriptor_open_flags(e) & layout.OPEN_O_WRONLY) != 0'),
  'evt.is_open_exec': createsExecutable,
  'evt.is_open_create': opened(
    '((layout.descriptor_open_flags(e) & layout.OPEN_F_CREATED) != 0 || ((layout.descriptor_open_flags(e) & layout.OPEN_O_TMPFILE) != 0 && layout.header_result(e) >= 0))',
  ),

  'proc.exe': text('proc_exe(self(e))'),
  'proc.pexe': text('proc_exe(parentOf(self(e)))'),
  'proc.aexe': ancestral('proc_exe', 1),
  'proc.exepath': text('proc_exepath(self(e))'),
  'proc.pexepath': text('proc_exepath(parentOf(self(e)))'),
  'proc.aexepath': ancestral('proc_exepath', 2),
  'proc.name': text('proc_name(self(e))'),
  'proc.pname': text('proc_name(parentOf(self(e)))'),
  'proc.aname': ancestral('proc_name', 0),
  'proc.args': args,
  'proc.aargs': ({ argument }) =>
    textValue(argument === null ? 'ancestors(self(e), 4)' : `proc_args(ancestor(self(e), ${Number(argument)}))`),
  'proc.cmdline': text('proc_cmdline(self(e))'),
  'proc.pcmdline': text('proc_cmdline(parentOf(self(e)))'),
  'proc.acmdline': ancestral('proc_cmdline', 3),
  'proc.cmdnargs': () => unsignedValue('proc_cmdnargs(self(e))', known),
  'proc.cmdlenargs': () => unsignedValue('proc_cmdlenargs(self(e))', known),
  'proc.exeline': text('proc_exeline(self(e))'),
  'proc.env': environment,
  'proc.aenv': ancestorEnvironment,
  'proc.cwd': text('proc_cwd(self(e))'),
  'proc.tty': ofProcess('tty', false),
  'proc.loginshellid': () => signedValue('login_shell(self(e))', `${known} && login_shell(self(e)) != 0`),
  'proc.pid': ofProcess('process_pid'),
  'proc.ppid': ofProcess('parent_pid'),
  'proc.apid': ancestorPid,
  'proc.vpid': ofProcess('virtual_pid'),
  'proc.pvpid': () => signedValue('<i32>layout.process_virtual_pid(parentOf(self(e)))', hasParent),
  'proc.sid': ofProcess('session_id'),
  'proc.sname': ofLeader('sessionLeader', 'proc_name'),
  'proc.sid.exe': ofLeader('sessionLeader', 'proc_exe'),
  'proc.sid.exepath': ofLeader('sessionLeader', 'proc_exepath'),
  'proc.vpgid': ofProcess('virtual_group_id'),
  'proc.vpgid.name': ofLeader('groupLeader', 'proc_name'),
  'proc.vpgid.exe': ofLeader('groupLeader', 'proc_exe'),
  'proc.vpgid.exepath': ofLeader('groupLeader', 'proc_exepath'),
  'proc.pgid': ofProcess('group_id'),
  'proc.pgid.name': ofLeader('groupLeader', 'proc_name'),
  'proc.pgid.exe': ofLeader('groupLeader', 'proc_exe'),
  'proc.pgid.exepath': ofLeader('groupLeader', 'proc_exepath'),
  'proc.duration': () => unsignedValue('proc_duration(self(e), e)', `${known} && proc_pid_ts(self(e)) != 0`),
  'proc.ppid.duration': () =>
    unsignedValue('proc_duration(parentOf(self(e)), e)', `${hasParent} && proc_pid_ts(parentOf(self(e))) != 0`),
  'proc.pid.ts': () => unsignedValue('proc_pid_ts(self(e))', `${known} && proc_pid_ts(self(e)) != 0`),
  'proc.ppid.ts': () => unsignedValue('proc_pid_ts(parentOf(self(e)))', hasParent),
  'proc.is_exe_writable': exeFlag('WRITABLE'),
  'proc.is_exe_upper_layer': exeFlag('UPPER_LAYER'),
  'proc.is_exe_lower_layer': exeFlag('LOWER_LAYER'),
  'proc.is_exe_from_memfd': exeFlag('FROM_MEMFD'),
  'proc.is_sid_leader': isLeader('virtual_session_id', 'virtual_pid'),
  'proc.is_vpgid_leader': isLeader('virtual_group_id', 'virtual_pid'),
  'proc.is_pgid_leader': isLeader('group_id', 'process_pid'),
  'proc.exe_ino': () =>
    signedValue('layout.process_exe_inode(self(e))', `${known} && layout.process_exe_inode(self(e)) != 0`),
  'proc.exe_ino.ctime': () =>
    unsignedValue('layout.process_exe_ctime_ns(self(e))', `${known} && layout.process_exe_ctime_ns(self(e)) != 0`),
  'proc.exe_ino.mtime': () =>
    unsignedValue('layout.process_exe_mtime_ns(self(e))', `${known} && layout.process_exe_mtime_ns(self(e)) != 0`),
  'proc.exe_ino.ctime_duration_proc_start': () =>
    unsignedValue('proc_ctime_age(self(e))', `${known} && proc_ctime_age(self(e)) != 0`),
  'thread.cap_permitted': capabilities('cap_permitted'),
  'thread.cap_inheritable': capabilities('cap_inheritable'),
  'thread.cap_effective': capabilities('cap_effective'),
  'thread.tid': () => signedValue('layout.header_tid(e)'),
  'thread.ismain': () => booleanValue('layout.header_tid(e) == layout.header_pid(e)', known),

  'user.uid': () => unsignedValue('layout.header_uid(e)', known),
  'user.name': identity('users', 'layout.header_uid(e)', 0, 'root'),
  'user.homedir': identity('users', 'layout.header_uid(e)', 1, '/root'),
  'user.shell': identity('users', 'layout.header_uid(e)', 2, '<NA>'),
  'user.loginuid': () => signedValue('<i32>layout.process_login_uid(self(e))', known),
  'user.loginname': identity('users', 'layout.process_login_uid(self(e))', 0, 'root'),
  'group.gid': () => unsignedValue('layout.header_gid(e)', known),
  'group.name': identity('groups', 'layout.header_gid(e)', 0, 'root'),

  'fd.num': ofDescriptor(() => signedValue('layout.descriptor_fd(e)')),
  'fd.type': ofDescriptor(({ program: { tables } }) =>
    textValue(`(has_fd(e) ? textFor(${tables.sorted(descriptorTypes)}, layout.descriptor_kind(e)) : 0)`),
  ),
  'fd.typechar': ofDescriptor(({ program: { tables } }) => ({
    kind: 'text',
    code: `(layout.descriptor_kind(e) != 0 ? text(e + ${kindAt}, 1) : ${tables.text('o')})`,
    byte: 'kindOf(e)',
  })),
  'fd.name': ofDescriptor(text('fd_name(e)')),
  'fd.directory': rooted('fd_directory'),
  'fd.filename': rooted('fd_filename'),
  'fd.nameraw': ofDescriptor(text('fd_nameraw(e)')),
  'fs.path.name': ofPath('fd_name(e)'),
  'fs.path.nameraw': ofPath('fd_nameraw(e)'),
  'fs.path.source': ofTwoPaths('fd_name(e)'),
  'fs.path.sourceraw': ofTwoPaths('fd_nameraw(e)'),
  'fs.path.target': ofTwoPaths(secondColumn('second_path')),
  'fs.path.targetraw': ofTwoPaths(secondColumn('second_raw')),
  'fd.ip': addresses,
  'fd.net': addresses,
  'fd.cip': address('fd_cip(e)'),
  'fd.sip': address('fd_sip(e)'),
  'fd.lip': address('fd_lip(e)'),
  'fd.rip': address('fd_rip(e)'),
  'fd.cnet': address('fd_cip(e)'),
  'fd.snet': address('fd_sip(e)'),
  'fd.lnet': address('fd_lip(e)'),
  'fd.rnet': address('fd_rip(e)'),
  'fd.port': ports,
  'fd.cport': port('fd_cport(e)'),
  'fd.sport': port('fd_sport(e)'),
  'fd.lport': port('layout.descriptor_local_port(e)'),
  'fd.rport': port('layout.descriptor_remote_port(e)'),
  'fd.l4proto': ofDescriptor(({ program: { tables } }) => ({
    kind: 'text',
    code: `(has_fd(e) ? textOr(textFor(${tables.sorted(protocolNames)}, layout.descriptor_l4_protocol(e)), ${tables.text('<NA>')}) : 0)`,
    numbered: { number: 'layout.descriptor_l4_protocol(e)', has: 'has_fd(e)', names: protocolNames },
  })),
  'fd.sockfamily': ofDescriptor(({ program: { tables } }) =>
    textValue(
      `(!has_fd(e) ? 0 : isInternet(e) ? ${tables.text('ip')} : layout.descriptor_kind(e) == 0x75 ? ${tables.text('unix')} : 0)`,
    ),
  ),
  'fd.cproto': portName('fd_cport(e)'),
  'fd.sproto': portName('fd_sport(e)'),
  'fd.lproto': portName('layout.descriptor_local_port(e)'),
  'fd.rproto': portName('layout.descriptor_remote_port(e)'),
  'fd.is_server': fdFlag('SERVER'),
  'fd.uid': ofDescriptor(text('fd_uid(e)')),
  'fd.containername': inContainer(text('fd_name(e)')),
  'fd.containerdirectory': inContainer(rooted('fd_directory')),
  'fd.connected': fdFlag('CONNECTED'),
  'fd.name_changed': fdFlag('NAME_CHANGED'),
  'fd.dev': ofDescriptor(() => signedValue('<i32>layout.descriptor_device(e)', 'has_fd(e)')),
  'fd.dev.major': ofDescriptor(() => signedValue('(layout.descriptor_device(e) >> 8) & 0xfff', 'has_fd(e)')),
  'fd.dev.minor': ofDescriptor(() =>
    signedValue('(layout.descriptor_device(e) & 0xff) | ((layout.descriptor_device(e) >> 12) & 0xfff00)', 'has_fd(e)'),
  ),
  'fd.ino': ofDescriptor(() => signedValue('layout.descriptor_inode(e)', 'has_fd(e)')),
  'fd.is_upper_layer': fdFlag('UPPER_LAYER'),
  'fd.is_lower_layer': fdFlag('LOWER_LAYER'),

  ...containerEmitters,
}

function constantText(program: Program, value: string): Value {
  return { kind: 'text', code: program.tables.text(value), constant: new TextEncoder().encode(value) }
}

/** Whether records can fill a field at all. */
export const isSupplied = (field: Field): boolean => field.name in emitters

/** The code that reads a field of events of one type. */
export function fieldValue(field: Field, context: FieldContext): Value {
  const live = (type: EventType): Value => emitters[field.name]?.({ ...context, type }) ?? absent
  const { type } = context
  if (type.source !== undefined) return jsonFieldValue(field, context, () => live(type))
  return type.captured ? suppliedValue(field, context, live) : live(type)
}
