/** Random events: what the kernel knows of each, and what every field is when the rules are evaluated. */
import { eventTypeNamed } from '#schema/events'
import type { Field } from '#schema/field'
import { descriptorFlags, openFlags } from '#schema/record'
import { mapped, parseIpv4, parseIpv6 } from '../../check/address.ts'
import { descriptorTypes, errnoNames, openFlagOrder, protocolNames } from '../../emit/names.ts'
import type { ReadField } from '../../oracle/evaluate.ts'
import type { Value } from '../../oracle/value.ts'
import type { KernelEnd, KernelEvent } from '../admits.ts'
import type { Random } from './random.ts'
import { addresses, names, oddNames, ports, programs } from './words.ts'

/** A process as user space has it. */
export interface PlainProcess {
  readonly name: string
  readonly exePath: string
  readonly parentName: string
  readonly tty: number
  readonly loginUid: number
  readonly containerId: string | undefined
}

/** An event with everything that is true of it. */
export interface PlainEvent {
  readonly kernel: Omit<KernelEvent, 'process'>
  /** What user space knows of the process; undefined if nothing. */
  readonly process: PlainProcess | undefined
  /** Whether the kernel has been told of it. */
  readonly isAnswered: boolean
}

const encoder = new TextEncoder()
const bytes = (text: string): Uint8Array => encoder.encode(text)
const address = (text: string): Uint8Array => {
  const ipv4 = parseIpv4(text)
  return (ipv4 === null ? parseIpv6(text) : mapped(ipv4)) ?? new Uint8Array(16)
}

const types = [
  'open',
  'openat',
  'openat2',
  'creat',
  'connect',
  'connect',
  'unlink',
  'setuid',
  'execve',
  'dup',
  'procexit',
  'sendto',
]
const opens = new Set(['open', 'openat', 'openat2', 'creat'])
const sockets = new Set(['connect', 'sendto', 'dup'])

const aName = (random: Random): Uint8Array => bytes(random.of(random.chance(8) ? oddNames : names))
const anEnd = (random: Random): KernelEnd => ({ address: address(random.of(addresses)), port: random.of(ports) })

function ofFile(random: Random): Partial<KernelEvent> {
  const isThere = random.chance(95)
  return {
    ...(isThere ? { asked: aName(random), raw: bytes(random.of([...names, '../x', '..', 'a..b', '/etc/../x'])) } : {}),
    kind: random.of([0x66, 0x66, 0x66, 0x64, 0x70, 0]),
    openFlags: random.below(1 << 17) & (random.chance(50) ? 0x1ffff : 0x10f),
    mode: random.of([0, 0o644, 0o755]),
  }
}

function ofSocket(random: Random): Partial<KernelEvent> {
  const kind = random.of([0x34, 0x34, 0x36, 0x75, 0, 0x66])
  return {
    kind,
    l4Protocol: random.of([6, 17, 0, 99]),
    fdFlags: random.below(32),
    local: anEnd(random),
    remote: anEnd(random),
    ...(kind === 0x75 ? { asked: aName(random), raw: bytes('/run/x..y') } : {}),
  }
}

/** Any event. */
export function randomEvent(random: Random): PlainEvent {
  const type = random.of(types)
  const result = BigInt(random.of([0, 3, 3, -1, -2, -13, -4000]))
  const isOpen = opens.has(type)
  const own = isOpen || type === 'unlink' ? ofFile(random) : sockets.has(type) ? ofSocket(random) : {}
  const fd = isOpen ? (result < 0n ? -1 : Number(result)) : random.of([-1, 3, 7])
  const kernel: PlainEvent['kernel'] = {
    type,
    result: type === 'procexit' ? undefined : result,
    uid: random.of([0, 1000, 33]),
    gid: random.of([0, 1000]),
    kind: 0,
    fdFlags: 0,
    l4Protocol: 0,
    openFlags: 0,
    mode: 0,
    isCut: random.chance(3),
    ...own,
    fd,
    ...(isOpen && fd >= 0 && random.chance(70) ? { resolved: bytes(random.of(names)) } : {}),
  }
  const process = random.chance(92) ? aProcess(random) : undefined
  return { kernel, process, isAnswered: process !== undefined && random.chance(85) }
}

const aProcess = (random: Random): PlainProcess => ({
  name: random.of(programs),
  exePath: random.of([...names, ...programs]),
  parentName: random.of(programs),
  tty: random.of([0, 34816]),
  loginUid: random.of([-1, 0, 1000]),
  containerId: random.chance(40) ? random.of(['3f9a1c0e7b25', 'abcdefabcdef']) : undefined,
})

const textOf = (table: typeof descriptorTypes, code: number): string | undefined =>
  table.find(({ number }) => Number(number) === code)?.text

function flagsText(bits: number): string {
  let left = bits
  const printed = Object.entries(openFlagOrder(openFlags)).filter(([, mask]) => {
    const isSet = (left & mask) === mask
    if (isSet) left &= ~mask
    return isSet
  })
  return printed.length === 0 ? String(bits) : printed.map(([name]) => name).join('|')
}

function directoryOf(name: string, { fd, kind }: PlainEvent['kernel']): string | undefined {
  if (fd >= 0 && kind !== 0x66 && kind !== 0x64) return undefined
  if (fd >= 0 && kind === 0x64) return name
  const slash = name.lastIndexOf('/')
  if (slash <= 0) return '/'
  return slash < name.length - 1 ? name.slice(0, slash) : name
}

function fileNameOf(name: string, { fd, kind }: PlainEvent['kernel']): string | undefined {
  if (fd < 0 || kind !== 0x66) return undefined
  const slash = name.lastIndexOf('/')
  if (slash < 0) return '/'
  return slash < name.length - 1 ? name.slice(slash + 1) : name
}

/** Reads fields of an event as if its file had that name. */
export function reader({ kernel, process }: PlainEvent, nameBytes: Uint8Array | undefined): ReadField {
  const type = eventTypeNamed(kernel.type)
  if (type === undefined) throw new Error(`no event type ${kernel.type}`)
  const { fd, kind, result } = kernel
  const decoder = new TextDecoder()
  const isInternet = kind === 0x34 || kind === 0x36
  const hasDescriptor = type.body === 'descriptor'
  const usesFd = hasDescriptor && type.usesFd
  const ends = usesFd && fd >= 0 && isInternet ? kernel : undefined
  const isServer = (kernel.fdFlags & descriptorFlags.SERVER) !== 0
  const [client, server] = isServer ? [ends?.remote, ends?.local] : [ends?.local, ends?.remote]
  const name = nameBytes === undefined ? undefined : decoder.decode(nameBytes)
  const fdName = isInternet ? (fd >= 0 ? 'tuple' : undefined) : name
  const path = hasDescriptor && type.category !== 'net' ? fdName : undefined
  const raw = kernel.raw === undefined ? undefined : decoder.decode(kernel.raw)
  const isOpen = ['open', 'openat', 'openat2'].includes(type.name)
  const flags = kernel.openFlags
  const failed = result !== undefined && result < 0n
  const anyOf = (bits: number): boolean => (flags & bits) !== 0
  const both = <T>(of: (end: KernelEnd) => T): readonly T[] | undefined =>
    usesFd && fd >= 0 ? [ends?.local, ends?.remote].flatMap((end) => (end === undefined ? [] : [of(end)])) : undefined
  const big = (value: number | undefined): bigint | undefined => (value === undefined ? undefined : BigInt(value))
  const onFd = <T>(value: T): T | undefined => (usesFd ? value : undefined)
  const fields: Readonly<Record<string, () => Value | string | undefined>> = {
    'evt.type': () => type.name,
    'evt.num': () => 7n,
    'evt.rawres': () => result,
    'evt.res': () =>
      result === undefined ? undefined : failed ? (textOf(errnoNames, -Number(result)) ?? String(result)) : 'SUCCESS',
    'evt.failed': () => failed,
    'evt.is_open_read': () => isOpen && anyOf(openFlags.O_RDONLY),
    'evt.is_open_write': () => isOpen && anyOf(openFlags.O_WRONLY),
    'evt.is_open_exec': () =>
      (kernel.mode & 0o111) !== 0 &&
      (type.name === 'creat' || (isOpen && anyOf(openFlags.O_CREAT | openFlags.O_TMPFILE))),
    'evt.is_open_create': () => isOpen && (anyOf(openFlags.F_CREATED) || (anyOf(openFlags.O_TMPFILE) && !failed)),
    'evt.arg': () => (opens.has(type.name) ? flagsText(flags) : undefined),
    'evt.abspath': () => path,
    'fs.path.name': () => path,
    'fs.path.nameraw': () => (hasDescriptor && type.category !== 'net' ? raw : undefined),
    'fd.num': () => onFd(BigInt(fd)),
    'fd.type': () => onFd(fd >= 0 ? textOf(descriptorTypes, kind) : undefined),
    'fd.typechar': () => onFd(kind === 0 ? 'o' : String.fromCharCode(kind)),
    'fd.l4proto': () => onFd(fd >= 0 ? (textOf(protocolNames, kernel.l4Protocol) ?? '<NA>') : undefined),
    'fd.sockfamily': () => onFd(fd < 0 ? undefined : isInternet ? 'ip' : kind === 0x75 ? 'unix' : undefined),
    'fd.name': () => onFd(fdName),
    'fd.directory': () => onFd(name === undefined ? undefined : directoryOf(name, kernel)),
    'fd.filename': () => onFd(name === undefined ? undefined : fileNameOf(name, kernel)),
    'fd.nameraw': () => onFd(raw),
    'fd.ip': () => both((end) => end.address),
    'fd.net': () => both((end) => end.address),
    'fd.port': () => both((end) => BigInt(end.port)),
    'fd.lip': () => ends?.local?.address,
    'fd.rip': () => ends?.remote?.address,
    'fd.cip': () => client?.address,
    'fd.sip': () => server?.address,
    'fd.lport': () => big(ends?.local?.port),
    'fd.rport': () => big(ends?.remote?.port),
    'fd.cport': () => big(client?.port),
    'fd.sport': () => big(server?.port),
    'user.uid': () => (process === undefined ? undefined : BigInt(kernel.uid)),
    'group.gid': () => (process === undefined ? undefined : BigInt(kernel.gid)),
    'user.loginuid': () => big(process?.loginUid),
    'container.id': () => (process === undefined ? undefined : (process.containerId ?? 'host')),
    'proc.name': () => process?.name,
    'proc.exepath': () => process?.exePath,
    'proc.pname': () => process?.parentName,
    'proc.tty': () => big(process?.tty),
  }
  return (field: Field) => {
    const read = fields[field.name.replace(/^fd\.([lrcs])net$/, 'fd.$1ip')]
    if (read === undefined) throw new Error(`no value for ${field.name}`)
    const value = read()
    return typeof value === 'string' ? bytes(value) : value
  }
}
