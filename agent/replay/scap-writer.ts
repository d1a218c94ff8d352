/** Writes captures that Falco, sysdig and Stratoshark open: .scap with today's blocks and events. */
import { type CaptureEvent, type CaptureParameter, currentEvents } from '#schema/capture/capture-events'

/** What a parameter is written from; null leaves it empty. Texts of lists have a NUL behind each member. */
export type ParameterValue = number | bigint | string | Uint8Array | null

/** A process as the list in front of the events has it; what is left out is 0 or empty. */
export interface WrittenProcess {
  readonly pid: number
  readonly parent: number
  readonly comm: string
  readonly exe: string
  readonly exePath: string
  readonly args?: readonly string[]
  readonly env?: readonly string[]
  readonly cwd?: string
  readonly uid?: number
  readonly gid?: number
  readonly loginUid?: number
  readonly tty?: number
  /** `cpu=/docker/…`. */
  readonly cgroups?: readonly string[]
}

/** An event: values of its parameters by name, empty where none is given. */
export interface WrittenEvent {
  readonly name: string
  readonly ns: bigint
  readonly tid: number
  readonly cpu?: number
  readonly parameters: Readonly<Record<string, ParameterValue>>
}

const blocks = { section: 0x0a0d0d0a, machine: 0x201, processes: 0x215, event: 0x216, users: 0x220 } as const
const byteOrder = 0x1a2b3c4d
const alignment = 4

const widths: Readonly<Record<string, 1 | 2 | 4 | 8>> = {
  int8: 1,
  uint8: 1,
  flags8: 1,
  enumflags8: 1,
  sigtype: 1,
  l4proto: 1,
  int16: 2,
  uint16: 2,
  port: 2,
  flags16: 2,
  enumflags16: 2,
  syscallid: 2,
  int32: 4,
  uint32: 4,
  bool: 4,
  flags32: 4,
  enumflags32: 4,
  uid: 4,
  gid: 4,
  sigset: 4,
  mode: 4,
  ipv4addr: 4,
}
const widest = 8

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

function number(value: number | bigint, width: 1 | 2 | 4 | 8): Uint8Array {
  const bytes = new Uint8Array(widest)
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, BigInt(value)), true)
  return bytes.subarray(0, width)
}

const u16 = (value: number): Uint8Array => number(value, 2)
const u32 = (value: number): Uint8Array => number(value, 4)
const u64 = (value: number | bigint): Uint8Array => number(value, 8)
const counted = (bytes: Uint8Array): readonly Uint8Array[] => [u16(bytes.length), bytes]
const text = (value: string): readonly Uint8Array[] => counted(utf8(value))
const members = (list: readonly string[] = []): readonly Uint8Array[] =>
  counted(utf8(list.map((member) => `${member}\0`).join('')))

const joined = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

function block(type: number, parts: readonly Uint8Array[]): Uint8Array {
  const body = joined(parts)
  const padding = new Uint8Array((alignment - (body.length % alignment)) % alignment)
  const total = u32(body.length + padding.length + 12)
  return joined([u32(type), total, body, padding, total])
}

/** The section that a capture begins with, and the machine it is of. */
export const writeHead = (hostname: string, cpus = 1): Uint8Array =>
  joined([
    block(blocks.section, [u32(byteOrder), u16(1), u16(2), u64(-1)]),
    block(blocks.machine, [
      u32(cpus),
      u64(0),
      u64(0),
      joined([utf8(hostname), new Uint8Array(128)]).subarray(0, 128),
      new Uint8Array(32),
    ]),
  ])

/** The list of the processes that there are. */
export const writeProcesses = (processes: readonly WrittenProcess[]): Uint8Array =>
  block(blocks.processes, processes.flatMap(processEntry))

function processEntry(process: WrittenProcess): readonly Uint8Array[] {
  const { pid, parent, comm, exe, exePath, args, env, cwd = '/', uid = 0, gid = 0 } = process
  const entry = joined([
    ...[pid, pid, parent, pid, pid].map(u64),
    ...text(comm),
    ...text(exe),
    ...text(exePath),
    ...members(args),
    ...text(cwd),
    u64(1024),
    ...[0, uid, gid, 0, 0, 0].map(u32),
    ...[0, 0].map(u64),
    ...members(env),
    ...[pid, pid].map(u64),
    ...members(process.cgroups),
    ...text('/'),
    u64(0),
    u32(process.tty ?? 0),
    u32(process.loginUid ?? 0xffffffff),
    number(0, 1),
    ...[0, 0, 0].map(u64),
    number(0, 1),
    ...[0, 0, 0].map(u64),
    ...[0, 0].map((flag) => number(flag, 1)),
    u64(pid),
  ])
  return [u32(entry.length + 4), entry]
}

/** One event of today; throws if there is none of the name. */
export function writeEvent({ name, ns, tid, cpu = 0, parameters }: WrittenEvent): Uint8Array {
  const event = currentEvents.get(name)
  if (event === undefined) throw new Error(`captures have no event '${name}'`)
  const values = event.parameters.map((parameter) => encoded(parameter, parameters[parameter.name] ?? null))
  const lengths = values.map((value) => lengthOf(event, value))
  const head = 26
  const length = [...lengths, ...values].reduce((sum, { length }) => sum + length, head)
  return block(blocks.event, [
    u16(cpu),
    u64(ns),
    u64(tid),
    u32(length),
    u16(event.code),
    u32(values.length),
    ...lengths,
    ...values,
  ])
}

const lengthOf = ({ flags }: CaptureEvent, value: Uint8Array): Uint8Array =>
  flags.includes('L') ? u32(value.length) : u16(value.length)

function encoded({ type }: CaptureParameter, value: ParameterValue): Uint8Array {
  if (value === null) return new Uint8Array()
  if (value instanceof Uint8Array) return value
  if (typeof value === 'string') return utf8(type === 'bytebuf' ? value : `${value}\0`)
  return number(value, widths[type] ?? widest)
}
