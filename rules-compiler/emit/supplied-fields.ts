/** Fields of captures: those that the capture supplies ready-made, and those that mean more there than on a live kernel. */
import { type CaptureEvent, type CaptureParameter, currentEvents } from '#schema/capture/capture-events'
import { argumentSlots, cgroupSlots, cgroupSubsystems, printedSlots, suppliedSlots } from '#schema/capture/supplied'
import type { EventType } from '#schema/events'
import type { Field } from '#schema/field'
import type { Emit, FieldContext } from './fields.ts'
import { absent, booleanValue, signedValue, textValue, unsignedValue, type Value } from './value.ts'

/** Event types of eyas' own have codes below; what a call returned lies in their columns. */
const firstCapturedCode = 200

const eventOf = (type: EventType): CaptureEvent | undefined => currentEvents.get(type.name)

const signedTypes = new Set(['int16', 'int32', 'int64', 'errno', 'fd', 'pid'])
const textTypes = new Set(['charbuf', 'fspath', 'fsrelpath', 'bytebuf'])
const unread = new Set(['sockaddr', 'socktuple', 'fdlist', 'dyn'])

/** The position of a parameter by name or by position; undefined if the event has none. */
function positionOf({ parameters }: CaptureEvent, argument: string | number): number | undefined {
  const position = /^\d+$/.test(String(argument))
    ? Number(argument)
    : parameters.findIndex(({ name }) => name === argument)
  return position < 0 || position >= parameters.length ? undefined : position
}

function rawValue({ type }: CaptureParameter, slot: number): Value {
  const has = `hasSupplied(e, ${slot})`
  if (textTypes.has(type)) return textValue(`suppliedText(e, ${slot})`)
  if (unread.has(type)) return absent
  return (signedTypes.has(type) ? signedValue : unsignedValue)(`suppliedNumber(e, ${slot})`, has)
}

/** evt.arg of a capture, with the bits that live events have for it, so that searching for names stays a test of bits. */
function argument(context: FieldContext, raw: boolean, live: Value): Value {
  const event = eventOf(context.type)
  const position = event === undefined ? undefined : positionOf(event, context.argument ?? '')
  const parameter = position === undefined ? undefined : event?.parameters[position]
  if (position === undefined || parameter === undefined) return absent
  if (raw) return rawValue(parameter, argumentSlots.raw + position)
  const code = `suppliedText(e, ${argumentSlots.text + position})`
  if (parameter.type === 'bytebuf') return { kind: 'text', code, output: `suppliedText(e, ${printedSlots + position})` }
  return live.kind === 'text' && live.flags !== undefined ? { kind: 'text', code, flags: live.flags } : textValue(code)
}

const bufferSlot = suppliedSlots.get('evt.buffer') ?? 0

/** evt.buffer: conditions compare its bytes, outputs show them as text. */
function buffer({ type }: FieldContext): Value {
  const output = `suppliedText(e, ${bufferSlot})`
  const position = dataOf(type)
  return position === undefined
    ? textValue(output)
    : { kind: 'text', code: `suppliedText(e, ${argumentSlots.raw + position})`, output }
}

/** Where the event has the bytes that it moves. */
function dataOf(type: EventType): number | undefined {
  const event = eventOf(type)
  return event === undefined ? undefined : positionOf(event, 'data')
}

function typed(field: Field, slot: number): Value {
  const has = `hasSupplied(e, ${slot})`
  if (field.list) return { kind: 'list', code: `suppliedText(e, ${slot})` }
  switch (field.type) {
    case 'bool':
      return booleanValue(`suppliedNumber(e, ${slot}) != 0`, has)
    case 'double':
      return { kind: 'double', code: `suppliedReal(e, ${slot})`, has }
    case 'charbuf':
    case 'fspath':
    case 'bytebuf':
      return textValue(`suppliedText(e, ${slot})`)
    default:
      return (field.type.startsWith('int') ? signedValue : unsignedValue)(`suppliedNumber(e, ${slot})`, has)
  }
}

/** Fields that live events of the same type have in their columns just as well. */
const inColumns = new Set(['evt.rawres', 'evt.res', 'evt.category'])
/** Fields of descriptors that paths relative to one have in Falco, and that need the name of it. */
const ofBase = new Set([
  'fd.name',
  'fd.nameraw',
  'fd.directory',
  'fd.filename',
  'fd.containername',
  'fd.containerdirectory',
])

const isSyscall = (type: EventType): boolean => {
  const event = eventOf(type)
  return event === undefined ? type.code >= firstCapturedCode : event.origin === 'syscall'
}
/** What else a call returns prints as what it is, even where it is an error. */
const returnsError = (type: EventType): boolean =>
  ['errno', 'fd', undefined].includes(eventOf(type)?.parameters[0]?.type)

const isExit = (type: EventType): boolean => (eventOf(type)?.code ?? 1) % 2 === 1

const usesDescriptor = (type: EventType): boolean => /[cdu]/.test(eventOf(type)?.flags ?? '')

const parent = 'parentOf(self(e))'

/** Fields of one end, by what must be known of the descriptor for them. */
const ends: Readonly<Record<string, readonly [has: string, code: string]>> = {
  cip: ['has_roles(e)', 'fd_cip(e)'],
  cnet: ['has_roles(e)', 'fd_cip(e)'],
  lip: ['has_roles(e)', 'fd_lip(e)'],
  lnet: ['has_roles(e)', 'fd_lip(e)'],
  rip: ['has_roles(e)', 'fd_rip(e)'],
  rnet: ['has_roles(e)', 'fd_rip(e)'],
  sip: ['has_server(e)', 'fd_sip(e)'],
  snet: ['has_server(e)', 'fd_sip(e)'],
  cport: ['has_roles(e)', 'fd_cport(e)'],
  lport: ['has_roles(e)', 'layout.descriptor_local_port(e)'],
  rport: ['has_roles(e)', 'layout.descriptor_remote_port(e)'],
  sport: ['has_server(e)', 'fd_sport(e)'],
}

const endEmitters = Object.entries(ends).map(([name, [has, code]]): [string, Emit] => [
  `fd.${name}`,
  ({ type }) => {
    if (!usesDescriptor(type)) return absent
    return name.endsWith('port') ? unsignedValue(code, has) : { kind: 'address', code: `(${has} ? ${code} : 0)` }
  },
])

/** Fields that captures tell in another way than live events do. */
const otherwise: Readonly<Record<string, Emit>> = {
  'syscall.type': ({ type, program }) => (isSyscall(type) ? textValue(program.tables.text(type.name)) : absent),
  'evt.dir': ({ type, program }) => textValue(program.tables.text(isExit(type) ? '<' : '>')),
  'evt.count.exit': ({ type }) => (isExit(type) ? unsignedValue('1') : absent),
  'proc.ppid': () => signedValue(`<i32>layout.process_process_pid(${parent})`, `${parent} != 0`),
  'proc.vpid': () =>
    signedValue(
      '<i32>layout.process_virtual_pid(self(e))',
      'self(e) != 0 && layout.process_virtual_pid(self(e)) != u32.MAX_VALUE',
    ),
  'fd.is_server': ({ type }) =>
    usesDescriptor(type)
      ? booleanValue('(layout.descriptor_fd_flags(e) & layout.DESCRIPTOR_SERVER_LOCAL) != 0', 'has_fd(e)')
      : absent,
  ...Object.fromEntries(endEmitters),
  'fd.uid': ({ type }) => (usesDescriptor(type) ? textValue('(self(e) != 0 ? fd_uid(e) : 0)') : absent),
  // Falco asks twice for each alert, and so tells the time since the first answer; output lines are told by the host.
  'evt.deltatime': () => unsignedValue('0'),
  'evt.deltatime.s': () => unsignedValue('0'),
  'evt.deltatime.ns': () => unsignedValue('0'),
  'evt.hostname': ({ program }) => textValue(program.tables.text('')),
  'container.full_id': ({ program }) =>
    textValue(`(self(e) != 0 && onHost(self(e)) ? ${program.tables.text('host')} : 0)`),
  'evt.latency': () => unsignedValue('0'),
  'evt.latency.s': () => unsignedValue('0'),
  'evt.latency.ns': () => unsignedValue('0'),
  'evt.latency.quantized': () => unsignedValue('0'),
  'evt.wait_latency': () => unsignedValue('0'),
  'evt.latency.human': ({ program }) => textValue(program.tables.text('0ns')),
  'evt.type.is': ({ type, argument }) => unsignedValue(type.name === argument ? '1' : '0'),
}

/** Falco's plugin takes a container to have begun with the first process of its namespace. */
const start = suppliedSlots.get('proc.pidns_init_start_ts') ?? 0
const startOfContainer = unsignedValue(`suppliedNumber(e, ${start})`, `hasSupplied(e, ${start})`)
const durationOfContainer = unsignedValue(
  `layout.header_timestamp_ns(e) - suppliedNumber(e, ${start})`,
  `hasSupplied(e, ${start})`,
)

/** The slots that a field reads in events of one type, and whether it is read at all. */
export function slotsOf(field: Field, argument: string | number | null, type: EventType): readonly number[] {
  if (field.name === 'evt.arg' || field.name === 'evt.rawarg') {
    const event = eventOf(type)
    const position = event === undefined ? undefined : positionOf(event, argument ?? '')
    if (position === undefined) return []
    if (field.name === 'evt.rawarg') return [argumentSlots.raw + position]
    const isBytes = event?.parameters[position]?.type === 'bytebuf'
    return [argumentSlots.text + position, ...(isBytes ? [printedSlots + position] : [])]
  }
  if (field.name === 'evt.buffer') {
    const position = dataOf(type)
    return [bufferSlot, ...(position === undefined ? [] : [argumentSlots.raw + position])]
  }
  if (field.name === 'thread.cgroup') {
    const index = cgroupSubsystems.indexOf(String(argument))
    return index === -1 ? [] : [cgroupSlots + index]
  }
  if (field.name === 'container.start_ts' || field.name === 'container.duration') return [start]
  if (inColumns.has(field.name) && type.code < firstCapturedCode && returnsError(type)) return []
  if (ofBase.has(field.name) && !needsBase(type)) return []
  const slot = suppliedSlots.get(nameWithArgument(field, argument))
  return slot === undefined ? [] : [slot]
}

const needsBase = (type: EventType): boolean => usesDescriptor(type) && !type.usesFd

function nameWithArgument(field: Field, argument: string | number | null): string {
  if (field.name === 'evt.info') return 'evt.args'
  return field.name === 'evt.abspath' && argument !== null ? `evt.abspath.${argument}` : field.name
}

/** The code that reads a field of events of a capture; `live` is what reads it of live ones. */
export function suppliedValue(field: Field, context: FieldContext, live: (type: EventType) => Value): Value {
  const { type } = context
  const special = otherwise[field.name]
  if (special !== undefined) return special(context)
  if (field.name === 'evt.arg') return argument(context, false, live(type))
  if (field.name === 'evt.rawarg') return argument(context, true, live(type))
  if (field.name === 'evt.buffer') return buffer(context)
  if (field.name === 'container.start_ts') return startOfContainer
  if (field.name === 'container.duration') return durationOfContainer
  const [slot] = slotsOf(field, context.argument, type)
  if (slot !== undefined) return typed(field, slot)
  if (field.name === 'thread.cgroup') return absent
  // Some calls act on a descriptor in captures alone.
  return live(needsBase(type) && field.name.startsWith('fd.') ? { ...type, body: 'descriptor', usesFd: true } : type)
}
