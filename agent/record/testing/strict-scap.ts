/**
 * Reads captures for tests and takes nothing that Falco's libraries would not write: a reader of its own, which shares
 * neither code nor tables of layouts with what writes captures, nor with what replays them.
 */
import { captureEvents } from '#schema/capture/capture-events'
import type {
  NamedDescriptor,
  WrittenAccount,
  WrittenDescriptor,
  WrittenInterface,
  WrittenMachine,
  WrittenProcess,
} from '../scap-blocks.ts'

/** An event with the bytes of its parameters. */
export interface StrictEvent {
  readonly code: number
  readonly name: string
  readonly cpu: number
  readonly ns: bigint
  readonly tid: number
  readonly stateOnly: boolean
  readonly parameters: Readonly<Record<string, Uint8Array>>
}

/** A capture as it stands in its file. */
export interface StrictScap {
  readonly machine: Required<WrittenMachine>
  readonly interfaces: readonly WrittenInterface[]
  readonly accounts: readonly WrittenAccount[]
  readonly processes: readonly WrittenProcess[]
  readonly descriptors: ReadonlyMap<number, readonly WrittenDescriptor[]>
  readonly events: readonly StrictEvent[]
}

class Cursor {
  readonly #view: DataView
  readonly #bytes: Uint8Array
  at: number
  readonly end: number

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset)
    this.at = at
    this.end = end
  }

  get left(): number {
    return this.end - this.at
  }
  #take(count: number): number {
    const at = this.at
    if (count > this.left) throw new Error(`byte ${at}: ${count} bytes are wanted and ${this.left} are left`)
    this.at += count
    return at
  }
  u8 = (): number => this.#view.getUint8(this.#take(1))
  u16 = (): number => this.#view.getUint16(this.#take(2), true)
  u32 = (): number => this.#view.getUint32(this.#take(4), true)
  u64 = (): bigint => this.#view.getBigUint64(this.#take(8), true)
  id = (): number => Number(this.#view.getBigInt64(this.#take(8), true))
  bytes = (count: number): Uint8Array => {
    const at = this.#take(count)
    return this.#bytes.subarray(at, at + count)
  }
  text = (): Uint8Array => {
    const bytes = this.bytes(this.u16())
    if (bytes.length >= 1024 || bytes.includes(0)) throw new Error(`byte ${this.at}: no text`)
    return bytes
  }
  list = (): Uint8Array => {
    const bytes = this.bytes(this.u16())
    if (bytes.length > 4096 || (bytes.length > 0 && bytes.at(-1) !== 0)) throw new Error(`byte ${this.at}: no list`)
    return bytes
  }
  part = (count: number): Cursor => {
    const at = this.#take(count)
    return new Cursor(this.#bytes, at, at + count)
  }
}

function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(what)
}

const string = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

/** Reads a capture; throws at the first thing that is not as it has to be. */
export function readStrictly(file: Uint8Array): StrictScap {
  const blocks = [...blocksOf(file)]
  const types = blocks.map(({ type }) => type)
  expectThat(types[0] === 0x0a0d0d0a && types[1] === 0x201, 'a section and its machine come first')
  // In the order in which libraries read and write them.
  const order = [0x0a0d0d0a, 0x201, 0x219, 0x220, 0x215, 0x218, 0x216]
  const ranks = types.map((type) => order.indexOf(eventBlocks.has(type) ? 0x216 : type))
  expectThat(!ranks.includes(-1), `block types ${types[ranks.indexOf(-1)]?.toString(16)} are not of today`)
  expectThat(
    ranks.every((rank, i) => i === 0 || rank >= (ranks[i - 1] ?? 0)),
    'blocks come in order',
  )
  const of = (type: number): readonly Cursor[] => blocks.flatMap((one) => (one.type === type ? [one.body] : []))
  const [section] = of(0x0a0d0d0a)
  const [machine] = of(0x201)
  if (section === undefined || machine === undefined) throw new Error('there is no section')
  readSection(section)
  const descriptors = of(0x218).map(readDescriptors)
  expectThat(new Set(descriptors.map(([tid]) => tid)).size === descriptors.length, 'a thread has one list')
  return {
    machine: readMachine(machine),
    interfaces: of(0x219).flatMap((body) => entries(body, false, readInterface)),
    accounts: of(0x220).flatMap((body) => entries(body, true, readAccount)),
    processes: of(0x215).flatMap((body) => entries(body, true, readProcess)),
    descriptors: new Map(descriptors),
    events: blocks.flatMap(({ type, body }) => (eventBlocks.has(type) ? [readEvent(type, body)] : [])),
  }
}

const eventBlocks = new Set([0x216, 0x217, 0x221, 0x222])

function* blocksOf(file: Uint8Array): Iterable<{ type: number; body: Cursor }> {
  const all = new Cursor(file, 0, file.length)
  while (all.left > 0) {
    const at = all.at
    const type = all.u32()
    const total = all.u32()
    expectThat(total % 4 === 0 && total >= 12, `byte ${at}: a block has ${total} bytes`)
    const body = all.part(total - 12)
    expectThat(all.u32() === total, `byte ${at}: the block does not end as it says`)
    yield { type, body }
  }
}

function readSection(body: Cursor): void {
  expectThat(body.left === 16 && body.u32() === 0x1a2b3c4d, 'the section is of this order of bytes')
  expectThat(body.u16() === 1 && body.u16() === 2, 'the format is 1.2')
  expectThat(body.u64() === 0xffffffffffffffffn, 'the section goes on to the end')
}

function readMachine(body: Cursor): Required<WrittenMachine> {
  expectThat(body.left === 180, 'the machine takes 180 bytes')
  const [cpus, memoryBytes, maxPid] = [body.u32(), body.u64(), body.u64()]
  const name = body.bytes(128)
  expectThat(name.includes(0), 'the name of the machine ends')
  const bootNs = body.u64()
  expectThat(
    body.bytes(24).every((byte) => byte === 0),
    'what is reserved is zero',
  )
  return { cpus, memoryBytes, maxPid, bootNs, hostname: string(name.subarray(0, name.indexOf(0))) }
}

/** Entries that begin with their length; behind them is padding alone. */
function entries<T>(body: Cursor, countsItself: boolean, read: (body: Cursor) => T): readonly T[] {
  const all: T[] = []
  while (body.left >= 4) {
    const at = body.at
    const length = body.u32()
    const one = body.part(countsItself ? length - 4 : length)
    all.push(read(one))
    expectThat(one.left === 0, `byte ${at}: an entry has ${one.left} bytes too many`)
  }
  expectThat(
    body.bytes(body.left).every((byte) => byte === 0),
    'padding is zero',
  )
  return all
}

function readInterface(body: Cursor): WrittenInterface {
  const kind = body.u16()
  const nameBytes = body.u16()
  expectThat(kind === 1 || kind === 2, `an interface is of kind ${kind}`)
  const bytes = kind === 1 ? 4 : 16
  const [address, mask, broadcast] = [body.bytes(bytes), body.bytes(bytes), body.bytes(bytes)]
  body.u64()
  return { name: string(body.bytes(nameBytes)), address, mask, broadcast }
}

function readAccount(body: Cursor): WrittenAccount {
  const kind = body.u8()
  expectThat(kind < 2, `an account is of kind ${kind}`)
  if (kind === 1) return { kind: 'group', gid: body.u32(), name: string(body.text()) }
  const [uid, gid, name, home, shell] = [body.u32(), body.u32(), body.text(), body.text(), body.text()]
  return { kind: 'user', uid, gid, name: string(name), home: string(home), shell: string(shell) }
}

function readProcess(body: Cursor): WrittenProcess {
  const [tid, pid, parent, sessionId, virtualGroupId] = [body.id(), body.id(), body.id(), body.id(), body.id()]
  const [comm, exe, exePath, args, cwd] = [body.text(), body.text(), body.text(), body.list(), body.text()]
  const descriptorLimit = body.u64()
  const [flags, uid, gid, size, resident, swapped] = [0, 0, 0, 0, 0, 0].map(body.u32)
  const [majorFaults, minorFaults, env] = [body.u64(), body.u64(), body.list()]
  const [virtualTid, virtualPid, cgroups, root] = [body.id(), body.id(), body.list(), body.text()]
  const [namespaceStart, tty, loginUid] = [body.u64(), body.u32(), body.u32()]
  const flag = (bit: number): number => {
    const byte = body.u8()
    expectThat(byte < 2, 'a flag is 0 or 1')
    return byte * bit
  }
  let exeFlags = flag(1)
  const [inheritable, permitted, effective] = [body.u64(), body.u64(), body.u64()]
  exeFlags |= flag(2)
  const [exeInode, exeCtime, exeMtime] = [body.u64(), body.u64(), body.u64()]
  exeFlags |= flag(4)
  exeFlags |= flag(8)
  return {
    ...{ pid, tid, parent, sessionId, virtualGroupId, groupId: body.id(), virtualTid, virtualPid },
    ...{ comm, exe, exePath, args, env, cwd, cgroups, root, descriptorLimit, majorFaults, minorFaults },
    ...{ flags: flags ?? 0, uid: uid ?? 0, gid: gid ?? 0, namespaceStart, tty, loginUid, exeFlags },
    memoryKb: { size: size ?? 0, resident: resident ?? 0, swapped: swapped ?? 0 },
    capabilities: { inheritable, permitted, effective },
    ...{ exeInode, exeCtime, exeMtime },
  }
}

const named: Readonly<Record<number, NamedDescriptor>> = {
  2: 'directory',
  7: 'pipe',
  9: 'event',
  10: 'unsupported',
  11: 'signal',
  12: 'eventpoll',
  13: 'inotify',
  14: 'timerfd',
  15: 'netlink',
  17: 'bpf',
  18: 'userfault',
  19: 'io_uring',
  20: 'memfd',
  21: 'pidfd',
}

function readDescriptors(body: Cursor): [number, readonly WrittenDescriptor[]] {
  const tid = body.id()
  return [tid, entries(body, true, readDescriptor)]
}

function readDescriptor(body: Cursor): WrittenDescriptor {
  const head = { fd: body.id(), inode: body.u64() }
  const kind = body.u8()
  if (kind === 16) return { ...head, type: 'file', flags: body.u32(), path: body.text(), device: body.u32() }
  if (kind === 8) return { ...head, type: 'unix', source: body.u64(), destination: body.u64(), path: body.text() }
  if (kind === 3 || kind === 4) {
    const bytes = kind === 3 ? 4 : 16
    const [source, destination] = [body.bytes(bytes), body.bytes(bytes)]
    const [sourcePort, destinationPort, protocol] = [body.u16(), body.u16(), body.u8()]
    const type = kind === 3 ? 'ipv4' : 'ipv6'
    return { ...head, type, source, destination, sourcePort, destinationPort, protocol }
  }
  if (kind === 5 || kind === 6) {
    const address = body.bytes(kind === 5 ? 4 : 16)
    return { ...head, type: kind === 5 ? 'ipv4server' : 'ipv6server', address, port: body.u16(), protocol: body.u8() }
  }
  const type = named[kind]
  if (type === undefined) throw new Error(`byte ${body.at}: a descriptor is of type ${kind}`)
  return { ...head, type, name: body.text() }
}

const eventsByCode = new Map(captureEvents.map((event) => [event.code, event]))

/** Bytes of numbers; what is not here may have any length, or ends with a zero byte. */
const sizes: readonly (readonly [RegExp, number])[] = [
  [/^(u?int8|(enum)?flags8|sigtype|l4proto)$/, 1],
  [/^(u?int16|(enum)?flags16|port|syscallid)$/, 2],
  [/^(u?int32|(enum)?flags32|uid|gid|mode|bool|sigset)$/, 4],
  [/^(u?int64|errno|fd|pid|abstime|reltime)$/, 8],
]

function readEvent(type: number, body: Cursor): StrictEvent {
  const cpu = body.u16()
  const isFlagged = type === 0x217 || type === 0x222
  const flags = isFlagged ? body.u32() : 0
  expectThat(!isFlagged || flags === 1, 'flags are there only if they say something')
  const start = body.at
  const [ns, tid, length, code, count] = [body.u64(), body.id(), body.u32(), body.u16(), body.u32()]
  const event = eventsByCode.get(code)
  if (event === undefined) throw new Error(`byte ${start}: there is no event ${code}`)
  const isLarge = type === 0x221 || type === 0x222
  expectThat(event.flags.includes('L') === isLarge, `byte ${start}: ${event.name} has lengths of the other width`)
  expectThat(!event.flags.includes('o'), `byte ${start}: ${event.name} ${code} is an old version`)
  expectThat(event.origin !== 'syscall' || code % 2 === 1, `byte ${start}: the start of ${event.name}`)
  expectThat(count === event.parameters.length, `byte ${start}: ${event.name} with ${count} parameters`)
  const lengths = event.parameters.map(isLarge ? body.u32 : body.u16)
  const parameters = event.parameters.map((parameter, i): [string, Uint8Array] => {
    const bytes = body.bytes(lengths[i] ?? 0)
    checkParameter(`${event.name}.${parameter.name}`, parameter.type, bytes)
    return [parameter.name, bytes]
  })
  expectThat(body.at - start === length, `byte ${start}: ${event.name} says that it has ${length} bytes`)
  expectThat(body.left < 4 && body.bytes(body.left).every((byte) => byte === 0), `byte ${start}: padding`)
  return { code, name: event.name, cpu, ns, tid, stateOnly: flags === 1, parameters: Object.fromEntries(parameters) }
}

function checkParameter(name: string, type: string, bytes: Uint8Array): void {
  if (bytes.length === 0) return
  const size = sizes.find(([pattern]) => pattern.test(type))?.[1]
  if (size !== undefined) expectThat(bytes.length === size, `${name} has ${bytes.length} bytes, not ${size}`)
  if (/^(charbuf|fspath|fsrelpath)$/.test(type))
    expectThat(bytes.indexOf(0) === bytes.length - 1, `${name} ends with its one zero byte`)
  if (type === 'socktuple')
    expectThat([13, 37].includes(bytes.length) || bytes[0] === 1, `${name} has ${bytes.length} bytes`)
  if (type === 'sockaddr')
    expectThat([7, 19].includes(bytes.length) || bytes[0] === 1, `${name}: ${bytes.length} bytes`)
}
