/** The plain object that a record is written from, and what is filled in where it is silent. */
import { type EventType, eventTypeNamed } from '#schema/events'

/** A column's value: lists as arrays, addresses as text, flags as numbers or names with `|` between them. */
export type ColumnValue = number | bigint | string | boolean | readonly string[] | null | undefined

/**
 * An event as a plain object: `type` is Falco's name of it, every other key a column of the header or of the body.
 *
 *     { type: 'openat', pid: 7, start_ns: 70, uid: 0, name_raw: '/etc/shadow', open_flags: 'O_RDONLY' }
 *     { type: 'execve', pid: 8, parent_pid: 7, comm: 'sh', exe_path: '/bin/sh', args: ['-c', 'id'], cwd: '/' }
 *     { type: 'clone', pid: 7, process_pid: 8 }
 *     { type: 'connect', pid: 8, remote_address: '203.0.113.5', remote_port: 443, l4_protocol: 6 }
 *
 * Columns left out are zero or absent, except for what an event of that kind always has: `defaultsOf`.
 */
export interface RecordObject {
  readonly type: string
  readonly [column: string]: ColumnValue
}

const loginUidUnset = 0xffffffff
const tcp = 6
const ipv4 = 2
const ipv6 = 10
const unix = 1

const numberOf = (value: ColumnValue, otherwise: number): number =>
  typeof value === 'number' || typeof value === 'bigint' ? Number(value) : otherwise

function socketDefaults(object: RecordObject): Record<string, ColumnValue> {
  const { remote_address: address } = object
  const shared = { result: 0, fd: 3 }
  if (typeof address !== 'string') return { ...shared, kind: 'u', family: unix }
  const isV6 = address.includes(':')
  return { ...shared, kind: isV6 ? '6' : '4', family: isV6 ? ipv6 : ipv4, l4_protocol: tcp }
}

function descriptorDefaults(object: RecordObject, type: EventType): Record<string, ColumnValue> {
  if (type.category === 'net') return socketDefaults(object)
  const result = numberOf(object.result, numberOf(object.fd, 3))
  return { result, fd: result < 0 ? -1 : result, kind: 'f', dirfd: -100 }
}

function processDefaults(object: RecordObject, type: EventType): Record<string, ColumnValue> {
  const { pid, start_ns, uid, gid } = object
  const isNew = type.name.includes('clone') || type.name.includes('fork')
  const processPid = object.process_pid ?? (isNew ? 0 : pid)
  const own = {
    process_pid: processPid,
    virtual_pid: processPid,
    process_uid: uid,
    process_gid: gid,
    login_uid: loginUidUnset,
  }
  if (isNew) return { ...own, result: processPid, parent_pid: pid, parent_start_ns: start_ns }
  return { ...own, process_start_ns: start_ns }
}

/** What an event of this kind has unless the object says otherwise. */
export function defaultsOf(object: RecordObject): Record<string, ColumnValue> {
  const type = typeOf(object)
  const shared = { tid: object.pid, clauses: 0xffff_ffff_ffff_ffffn }
  if (type.body === 'descriptor') return { ...shared, ...descriptorDefaults(object, type) }
  return type.body === 'process_body' ? { ...shared, ...processDefaults(object, type) } : shared
}

/** The event type of an object; throws if there is no record for it. */
export function typeOf(object: RecordObject): EventType {
  const type = eventTypeNamed(object.type)
  if (type === undefined) throw new Error(`there is no record for events of type '${object.type}'`)
  return type
}
