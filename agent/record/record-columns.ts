/** Columns of records as they lie in a batch; on the path of every recorded event. */
import { type Column, columnOf, type Layout } from '#schema/layout'
import { call, descriptor, exitBody, header, processBody } from '#schema/record'

/** A record of a batch: where it begins, in a view of all of it. */
export interface RecordAt {
  readonly view: DataView
  readonly bytes: Uint8Array
  readonly at: number
}

const layouts: Readonly<Record<string, Layout>> = {
  header,
  descriptor,
  process_body: processBody,
  exit_body: exitBody,
  call,
}

/** The column of a path such as `descriptor.fd`. */
export function columnAt(path: string): Column {
  const [layoutName = '', name = ''] = path.split('.')
  const layout = layouts[layoutName]
  if (layout === undefined) throw new Error(`there is no structure ${layoutName}`)
  return columnOf(layout, name)
}

/** The number of a column; of wide ones as a bigint. */
export function numberOf({ view, at }: RecordAt, { type, offset }: Column): number | bigint {
  switch (type) {
    case 'u8':
      return view.getUint8(at + offset)
    case 'u16':
      return view.getUint16(at + offset, true)
    case 'u32':
      return view.getUint32(at + offset, true)
    case 'i32':
      return view.getInt32(at + offset, true)
    case 'u64':
      return view.getBigUint64(at + offset, true)
    case 'i64':
      return view.getBigInt64(at + offset, true)
    default:
      throw new Error(`a column of the type ${type} is no number`)
  }
}

/** The number of a column, for those that fit. */
export const smallOf = (record: RecordAt, column: Column): number => Number(numberOf(record, column))

/** The bytes of a text or a list; undefined if it is absent. */
export function textOf({ view, bytes, at }: RecordAt, { offset }: Column): Uint8Array | undefined {
  const start = view.getUint32(at + offset, true)
  if (start === 0) return undefined
  return bytes.subarray(at + start, at + start + view.getUint32(at + offset + 4, true))
}

/** The 16 bytes of an address. */
export const addressOf = ({ bytes, at }: RecordAt, { offset }: Column): Uint8Array =>
  bytes.subarray(at + offset, at + offset + 16)

const columnsOf = <Name extends string>(layout: string, ...names: readonly Name[]): Readonly<Record<Name, Column>> =>
  // One entry a name.
  Object.fromEntries(names.map((name) => [name, columnAt(`${layout}.${name}`)])) as Record<Name, Column>

/** The columns that recording looks at itself. */
export const columns = {
  ...columnsOf(
    'header',
    'size',
    'type',
    'flags',
    'timestamp_ns',
    'number',
    'result',
    'pid',
    'tid',
    'uid',
    'gid',
    'cpu',
  ),
  ...columnsOf(
    'descriptor',
    'fd',
    'kind',
    'l4_protocol',
    'family',
    'fd_flags',
    'device',
    'inode',
    'dirfd',
    'base',
    'path',
  ),
  ...columnsOf('descriptor', 'local_address', 'remote_address', 'local_port', 'remote_port', 'name_raw', 'resolved'),
  ...columnsOf('descriptor', 'open_flags'),
  ...columnsOf(
    'process_body',
    'process_pid',
    'parent_pid',
    'virtual_pid',
    'session_id',
    'group_id',
    'virtual_group_id',
  ),
  ...columnsOf('process_body', 'process_uid', 'process_gid', 'login_uid', 'tty', 'exe_flags', 'clone_flags'),
  ...columnsOf('process_body', 'cap_effective', 'cap_permitted', 'cap_inheritable', 'exe_inode', 'exe_ctime_ns'),
  ...columnsOf('process_body', 'exe_mtime_ns', 'comm', 'exe', 'exe_path', 'args', 'env', 'cwd', 'cgroup'),
  ...columnsOf('exit_body', 'status', 'reaper_pid'),
  ...columnsOf('call', 'arg0', 'arg1', 'arg3', 'second_dirfd', 'second_base', 'second_raw'),
} as const
