/** How the record of each event type is written as an event of a capture: one writer for each of its parameters. */
import {
  type CaptureEvent,
  type CaptureParameter,
  captureFlags,
  captureSyscalls,
  currentEvents,
} from '#schema/capture/capture-events'
import { flagTranslation, isEnumeration } from '#schema/capture/flag-translation'
import { type EventType, eventTypes, type Parameter } from '#schema/events'
import type { ByteWriter } from './byte-writer.ts'
import type { KnownProcess } from './known-process.ts'
import { columnAt, columns, numberOf, type RecordAt, smallOf, textOf } from './record-columns.ts'
import { widthOf, writeNumber } from './scap-events.ts'
import { writeAddress, writeTuple } from './socket-values.ts'

/** Writes the value of one parameter; `known` is the acting process. */
export type WriteValue = (out: ByteWriter, record: RecordAt, known: KnownProcess | undefined) => void

/** An event type with its event in captures. */
export interface EventPlan {
  readonly type: EventType
  readonly event: CaptureEvent
  readonly values: readonly WriteValue[]
  /** Whether it brings a descriptor that was not there before. */
  readonly makesDescriptor: boolean
}

const flagsOf = (names: readonly string[]): number =>
  (captureFlags.get('clone_flags') ?? []).reduce((bits, [name, bit]) => (names.includes(name) ? bits | bit : bits), 0)

/** Bits of `clone_flags` of captures. */
export const cloneBits = {
  inPidNamespace: flagsOf(['CLONE_CHILD_IN_PIDNS']),
  /** Of a thread that shares all that threads share. */
  thread: flagsOf(['CLONE_FILES', 'CLONE_FS', 'CLONE_SIGHAND', 'CLONE_SYSVSEM', 'CLONE_THREAD', 'CLONE_VM']),
} as const

const nothing: WriteValue = () => {}

function zeros({ type }: CaptureParameter): WriteValue {
  const width = widthOf(type)
  return width === undefined ? nothing : (out) => out.zeros(width)
}

/** Bytes with a zero behind them; what has a zero within ends there. */
export function writeText(out: ByteWriter, text: Uint8Array): void {
  const end = text.indexOf(0)
  out.bytes(end === -1 ? text : text.subarray(0, end))
  out.u8(0)
}

function textValue(path: string): WriteValue {
  const column = columnAt(path)
  return (out, record) => {
    const text = textOf(record, column)
    if (text !== undefined) writeText(out, text)
  }
}

/** The record's number turned into the one that captures have for its name. */
function translated({ type, names }: CaptureParameter, like: Parameter): (value: number | bigint) => number | bigint {
  const pairs = flagTranslation(names, like)
  if (pairs.length === 0) return (value) => value
  if (isEnumeration(type)) {
    const numbers = new Map(pairs.map(([capture, record]) => [record, capture]))
    return (value) => numbers.get(Number(value)) ?? 0
  }
  return (value) => {
    const bits = BigInt(value)
    return pairs.reduce((sum, [capture, record]) => {
      const wanted = BigInt(record)
      return wanted !== 0n && (bits & wanted) === wanted ? sum | capture : sum
    }, 0)
  }
}

function numberValue(parameter: CaptureParameter, like: Parameter): WriteValue {
  const column = columnAt(like.column)
  const width = widthOf(parameter.type)
  const translate = translated(parameter, like)
  // The first byte says that a number of 64 bits follows.
  if (parameter.type === 'dyn')
    return (out, record) => {
      out.u8(0)
      out.u64(BigInt(numberOf(record, column)))
    }
  return width === undefined ? nothing : (out, record) => writeNumber(out, translate(numberOf(record, column)), width)
}

const resultValue: WriteValue = (out, record) => out.u64(BigInt(numberOf(record, columns.result)))

/** From which end the data of a call comes. */
const senderOf = (name: string): 'local' | 'remote' =>
  name.startsWith('recv') || name.startsWith('accept') ? 'remote' : 'local'

function recordedValue(event: CaptureEvent, parameter: CaptureParameter, index: number, like: Parameter): WriteValue {
  // A descriptor in front of all others is what the call returned, errors included.
  if (index === 0 && parameter.type === 'fd') return resultValue
  switch (like.format) {
    case 'socket_tuple':
      return (out, record) => writeTuple(out, record, senderOf(event.name))
    case 'socket_address':
      return (out, record) => writeAddress(out, record, like.column.endsWith('local_address') ? 'local' : 'remote')
    case 'text':
    case 'path':
      // Captures have names as they were asked for.
      return textValue(like.column === 'descriptor.path' ? 'descriptor.name_raw' : like.column)
    case 'bytes':
    case 'list': {
      const column = columnAt(like.column)
      return (out, record) => out.bytes(textOf(record, column) ?? empty)
    }
    default:
      return numberValue(parameter, like)
  }
}

const empty = new Uint8Array()
const connected = new Set([0, -115])

/** Parameters that are not written as the record's own say. */
const special: Readonly<Record<string, WriteValue>> = {
  'connect.tuple': (out, record) => {
    if (connected.has(smallOf(record, columns.result))) writeTuple(out, record, 'local')
  },
  'procexit.status': (out, record) => out.u64(BigInt(smallOf(record, columns.status))),
  'procexit.ret': (out, record) => out.u64(BigInt((smallOf(record, columns.status) >> 8) & 0xff)),
  'procexit.sig': (out, record) => out.u8(smallOf(record, columns.status) & 0x7f),
  'procexit.core': (out, record) => out.u8((smallOf(record, columns.status) >> 7) & 1),
  'procexit.reaper_tid': (out, record) => out.u64(BigInt(smallOf(record, columns.reaper_pid))),
}

const callerText =
  (text: (known: KnownProcess) => Uint8Array): WriteValue =>
  (out, _, known) => {
    if (known !== undefined) writeText(out, text(known))
  }

/** Parameters of clone and exec events that records have no column for, or tell of the child. */
const ofProcesses: Readonly<Record<string, WriteValue>> = {
  // Falco leaves it empty as well: it is known from the calls that change it.
  cwd: nothing,
  cgroups: (out, _, known) => out.bytes(known?.cgroups ?? empty),
  env: (out, record) => out.bytes(textOf(record, columns.env) ?? empty),
}

const ofCaller: Readonly<Record<string, WriteValue>> = {
  ...ofProcesses,
  exe: callerText(({ exe }) => exe),
  args: (out, _, known) => out.bytes(known?.args ?? empty),
  comm: callerText(({ comm }) => comm),
  ptid: (out, _, known) => out.u64(BigInt(known?.parent ?? 0)),
  vtid: (out, record, known) => out.u64(BigInt(virtualTid(record, known))),
  vpid: (out, record, known) => out.u64(BigInt(known?.virtualPid ?? smallOf(record, columns.pid))),
}

/** The id of a thread in its own namespace is known of the first alone. */
function virtualTid(record: RecordAt, known: KnownProcess | undefined): number {
  const tid = smallOf(record, columns.tid)
  return known !== undefined && tid === known.pid ? known.virtualPid : tid
}

const isClone = (name: string): boolean => /^(v?fork|clone3?)$/.test(name)

function cloneFlags(parameter: CaptureParameter, like: Parameter): WriteValue {
  const column = columnAt(like.column)
  const translate = translated(parameter, like)
  return (out, record) => {
    const isInside = smallOf(record, columns.virtual_pid) !== smallOf(record, columns.process_pid)
    out.u32(Number(translate(numberOf(record, column))) | (isInside ? cloneBits.inPidNamespace : 0))
  }
}

function planOf(type: EventType): EventPlan | undefined {
  const event = currentEvents.get(type.name)
  if (event === undefined) return genericPlan(type)
  const values = event.parameters.map((parameter, index): WriteValue => {
    const like = type.parameters.find(({ name }) => name === parameter.name)
    const ofBody = type.body !== 'process_body' ? {} : isClone(type.name) ? ofCaller : ofProcesses
    const known = special[`${type.name}.${parameter.name}`] ?? ofBody[parameter.name]
    if (known !== undefined) return known
    if (like === undefined) return zeros(parameter)
    if (isClone(type.name) && parameter.name === 'flags') return cloneFlags(parameter, like)
    return recordedValue(event, parameter, index, like)
  })
  return { type, event, values, makesDescriptor: event.flags.includes('c') }
}

/** Calls that captures know by name alone have the same event, which says which call it was. */
function genericPlan(type: EventType): EventPlan | undefined {
  const event = currentEvents.get('syscall')
  const number = captureSyscalls.indexOf(type.name)
  if (event === undefined || number === -1) return undefined
  return { type, event, values: [(out) => out.u16(number), (out) => out.u16(0)], makesDescriptor: false }
}

/** Plans by code of the event type; those that captures have no event for are missing. */
export const eventPlans: readonly (EventPlan | undefined)[] = eventTypes.reduce<(EventPlan | undefined)[]>(
  (plans, type) => {
    plans[type.code] = planOf(type)
    return plans
  },
  [],
)
