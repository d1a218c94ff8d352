/** Events of captures, in the format of today. */
import { type CaptureEvent, type CaptureParameter, currentEvents } from '#schema/capture/capture-events'
import type { ByteWriter } from './byte-writer.ts'

/** What a parameter is written from; null leaves it empty. Texts of lists have a NUL behind each member. */
export type ParameterValue = number | bigint | string | Uint8Array | null

/** An event: values of its parameters by name, empty where none is given. */
export interface WrittenEvent {
  readonly name: string
  readonly ns: bigint
  /** -1 if no thread made it. */
  readonly tid: number
  readonly cpu?: number
  /** Changes what is known without being an event for anybody. */
  readonly stateOnly?: boolean
  readonly parameters: Readonly<Record<string, ParameterValue>>
}

/** What stands in front of the parameters of an event. */
export interface EventHead {
  readonly ns: bigint
  readonly tid: number
  readonly cpu: number
  readonly stateOnly: boolean
}

/** Writes the value of parameter `index`. */
export type WriteParameter = (out: ByteWriter, index: number) => void

const blocks = { event: 0x216, flaggedEvent: 0x217, large: 0x221, flaggedLarge: 0x222 } as const
const stateOnlyFlag = 1
/** Where the head of an event says how long it is. */
const lengthAt = 16

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
  pid32: 4,
  fd32: 4,
}

/** How many bytes a number of a type takes; undefined of types that are no numbers. */
export const widthOf = (type: string): 1 | 2 | 4 | 8 | undefined =>
  widths[type] ?? (/^(u?int64|errno|fd|pid|(abs|rel)time)$/.test(type) ? 8 : undefined)

/** Appends the block of an event whose parameters `write` appends one by one. */
export function writeEventBlock(
  out: ByteWriter,
  { code, flags, parameters }: Pick<CaptureEvent, 'code' | 'flags' | 'parameters'>,
  { ns, tid, cpu, stateOnly }: EventHead,
  write: WriteParameter,
): void {
  const start = out.length
  const isLarge = flags.includes('L')
  const width = isLarge ? 4 : 2
  out.u32(isLarge ? (stateOnly ? blocks.flaggedLarge : blocks.large) : stateOnly ? blocks.flaggedEvent : blocks.event)
  out.u32(0)
  out.u16(cpu)
  if (stateOnly) out.u32(stateOnlyFlag)
  const head = out.length
  out.u64(ns)
  out.u64(BigInt(tid))
  out.u32(0)
  out.u16(code)
  out.u32(parameters.length)
  const lengths = out.length
  out.zeros(parameters.length * width)
  for (let index = 0; index < parameters.length; index++) {
    const from = out.length
    write(out, index)
    if (isLarge) out.putU32(lengths + index * width, out.length - from)
    else out.putU16(lengths + index * width, out.length - from)
  }
  out.putU32(head + lengthAt, out.length - head)
  out.zeros(-(out.length - start) & 3)
  const total = out.length - start + 4
  out.putU32(start + 4, total)
  out.u32(total)
}

/** Appends one event of today; throws if there is none of the name. */
export function writeEvent(out: ByteWriter, written: WrittenEvent): void {
  const { name, ns, tid, cpu = 0, stateOnly = false, parameters } = written
  const event = currentEvents.get(name)
  if (event === undefined) throw new Error(`captures have no event '${name}'`)
  writeEventBlock(out, event, { ns, tid, cpu, stateOnly }, (_, index) => {
    const parameter = event.parameters[index]
    if (parameter !== undefined) writeValue(out, parameter, parameters[parameter.name] ?? null)
  })
}

function writeValue(out: ByteWriter, { type }: CaptureParameter, value: ParameterValue): void {
  if (value === null) return
  if (value instanceof Uint8Array) out.bytes(value)
  else if (typeof value === 'string') out.text(type === 'bytebuf' ? value : `${value}\0`)
  else writeNumber(out, value, widthOf(type) ?? 8)
}

/** Appends the low bytes of a number. */
export function writeNumber(out: ByteWriter, value: number | bigint, width: 1 | 2 | 4 | 8): void {
  if (width === 8) out.u64(BigInt(value))
  else if (width === 4) out.u32(Number(BigInt.asUintN(32, BigInt(value))))
  else if (width === 2) out.u16(Number(value) & 0xffff)
  else out.u8(Number(value) & 0xff)
}
