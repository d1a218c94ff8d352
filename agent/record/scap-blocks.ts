/**
 * The blocks of a capture in front of its events, as Falco's libraries write them today: section, machine, interfaces,
 * accounts, processes and their descriptors.
 */
import { ByteWriter } from './byte-writer.ts'

/** The machine that a capture is of. */
export interface WrittenMachine {
  readonly hostname: string
  readonly cpus?: number
  readonly memoryBytes?: bigint
  readonly maxPid?: bigint
  /** Nanoseconds since 1970. */
  readonly bootNs?: bigint
}

/** An address of an interface; 4 or 16 bytes each, in network order. */
export interface WrittenInterface {
  readonly name: string
  readonly address: Uint8Array
  readonly mask: Uint8Array
  readonly broadcast: Uint8Array
}

/** A user with a home, or a group without. */
export type WrittenAccount =
  | {
      readonly kind: 'user'
      readonly uid: number
      readonly gid: number
      readonly name: string
      readonly home: string
      readonly shell: string
    }
  | { readonly kind: 'group'; readonly gid: number; readonly name: string }

/** A text, or its bytes where they may be no UTF-8. */
export type Text = string | Uint8Array

/** A thread as the list in front of the events has it; what is left out is 0 or empty. */
export interface WrittenProcess {
  readonly pid: number
  /** `pid` if not given. */
  readonly tid?: number
  readonly parent: number
  readonly comm: Text
  readonly exe: Text
  readonly exePath: Text
  /** Members that each end with a zero byte if they are bytes. */
  readonly args?: readonly string[] | Uint8Array
  readonly env?: readonly string[] | Uint8Array
  readonly cwd?: Text
  readonly root?: Text
  /** `cpu=/docker/…`; the same as of `args`. */
  readonly cgroups?: readonly string[] | Uint8Array
  readonly sessionId?: number
  readonly groupId?: number
  readonly virtualGroupId?: number
  readonly virtualTid?: number
  readonly virtualPid?: number
  readonly descriptorLimit?: bigint
  /** Bits of `clone_flags` of a capture. */
  readonly flags?: number
  readonly uid?: number
  readonly gid?: number
  readonly memoryKb?: { readonly size: number; readonly resident: number; readonly swapped: number }
  readonly majorFaults?: bigint
  readonly minorFaults?: bigint
  /** Nanoseconds. */
  readonly namespaceStart?: bigint
  readonly tty?: number
  readonly loginUid?: number
  /** Bits of exeFlags. */
  readonly exeFlags?: number
  readonly capabilities?: { readonly inheritable: bigint; readonly permitted: bigint; readonly effective: bigint }
  readonly exeInode?: bigint
  readonly exeCtime?: bigint
  readonly exeMtime?: bigint
}

/** What a descriptor in the list of a thread is. `type` is one of descriptorTypes. */
export type WrittenDescriptor = { readonly fd: number; readonly inode: bigint } & (
  | { readonly type: 'file'; readonly flags: number; readonly path: Text; readonly device: number }
  | {
      readonly type: 'ipv4' | 'ipv6'
      readonly source: Uint8Array
      readonly destination: Uint8Array
      readonly sourcePort: number
      readonly destinationPort: number
      readonly protocol: number
    }
  | {
      readonly type: 'ipv4server' | 'ipv6server'
      readonly address: Uint8Array
      readonly port: number
      readonly protocol: number
    }
  | { readonly type: 'unix'; readonly source: bigint; readonly destination: bigint; readonly path: Text }
  | { readonly type: NamedDescriptor; readonly name: Text }
)

/** Descriptors of which only a name is kept. */
export type NamedDescriptor = keyof typeof namedTypes

const namedTypes = {
  directory: 2,
  pipe: 7,
  event: 9,
  unsupported: 10,
  signal: 11,
  eventpoll: 12,
  inotify: 13,
  timerfd: 14,
  netlink: 15,
  bpf: 17,
  userfault: 18,
  io_uring: 19,
  memfd: 20,
  pidfd: 21,
} as const

/** The numbers of the types of descriptors in a capture. */
export const descriptorTypes = {
  ipv4: 3,
  ipv6: 4,
  ipv4server: 5,
  ipv6server: 6,
  unix: 8,
  file: 16,
  ...namedTypes,
} as const

/** The protocols of sockets as captures number them. */
export const protocols = { none: 1, tcp: 2, udp: 3, icmp: 4, raw: 5 } as const

const blocks = {
  section: 0x0a0d0d0a,
  machine: 0x201,
  processes: 0x215,
  descriptors: 0x218,
  interfaces: 0x219,
  users: 0x220,
} as const
const byteOrder = 0x1a2b3c4d
const longestPath = 1024
const longestList = 4096

/** Appends a block: its type and length, what `body` writes, padding to four bytes, and the length again. */
export function block(out: ByteWriter, type: number, body: (out: ByteWriter) => void): void {
  const start = out.length
  out.u32(type)
  out.u32(0)
  body(out)
  out.zeros(-(out.length - start) & 3)
  const total = out.length - start + 4
  out.putU32(start + 4, total)
  out.u32(total)
}

/** Appends an entry: its length in bytes, these four counted or not, and what `body` writes. */
function entry(out: ByteWriter, countsItself: boolean, body: (out: ByteWriter) => void): void {
  const start = out.length
  out.u32(0)
  body(out)
  out.putU32(start, out.length - start - (countsItself ? 0 : 4))
}

const encoder = new TextEncoder()
const bytesOf = (text: Text): Uint8Array => (typeof text === 'string' ? encoder.encode(text) : text)

function counted(out: ByteWriter, text: Text, most = longestPath): void {
  const bytes = bytesOf(text).subarray(0, most - 1)
  out.u16(bytes.length)
  out.bytes(bytes)
}

/** Members with a zero byte behind each; members that go past the longest list are left out whole. */
function members(out: ByteWriter, list: readonly string[] | Uint8Array = []): void {
  const bytes = list instanceof Uint8Array ? list : encoder.encode(list.map((member) => `${member}\0`).join(''))
  const end = bytes.length <= longestList ? bytes.length : bytes.lastIndexOf(0, longestList - 1) + 1
  out.u16(end)
  out.bytes(bytes.subarray(0, end))
}

/** The section that a capture begins with, and the machine it is of. */
export function writeHead(out: ByteWriter, machine: WrittenMachine): void {
  const { hostname, cpus = 1, memoryBytes = 0n, maxPid = 0n, bootNs = 0n } = machine
  block(out, blocks.section, () => {
    out.u32(byteOrder)
    out.u16(1)
    out.u16(2)
    out.u64(-1n)
  })
  block(out, blocks.machine, () => {
    out.u32(cpus)
    out.u64(memoryBytes)
    out.u64(maxPid)
    const name = encoder.encode(hostname).subarray(0, 127)
    out.bytes(name)
    out.zeros(128 - name.length)
    out.u64(bootNs)
    out.zeros(24)
  })
}

/** The addresses of the machine, those of IPv4 first. */
export function writeInterfaces(out: ByteWriter, interfaces: readonly WrittenInterface[]): void {
  const v4 = interfaces.filter(({ address }) => address.length === 4)
  const v6 = interfaces.filter(({ address }) => address.length === 16)
  block(out, blocks.interfaces, () => {
    for (const { name, address, mask, broadcast } of [...v4, ...v6])
      entry(out, false, () => {
        const bytes = encoder.encode(name)
        out.u16(address.length === 4 ? 1 : 2)
        out.u16(bytes.length)
        for (const one of [address, mask, broadcast]) out.bytes(one)
        out.u64(0n)
        out.bytes(bytes)
      })
  })
}

/** The users and groups of the machine. */
export function writeAccounts(out: ByteWriter, accounts: readonly WrittenAccount[]): void {
  block(out, blocks.users, () => {
    for (const account of accounts)
      entry(out, true, () => {
        out.u8(account.kind === 'user' ? 0 : 1)
        if (account.kind === 'user') out.u32(account.uid)
        out.u32(account.gid)
        counted(out, account.name, 256)
        if (account.kind === 'group') return
        counted(out, account.home)
        counted(out, account.shell)
      })
  })
}

/** The processes that there are; none make no block. */
export function writeProcesses(out: ByteWriter, processes: Iterable<WrittenProcess>): void {
  const all = [...processes]
  if (all.length === 0) return
  block(out, blocks.processes, () => {
    for (const process of all) entry(out, true, () => writeProcess(out, process))
  })
}

function writeProcess(out: ByteWriter, process: WrittenProcess): void {
  const { pid, tid = pid, parent, uid = 0, gid = 0, exeFlags = 0, capabilities, memoryKb } = process
  const u64 = (value: bigint | number = 0): void => out.u64(BigInt(value))
  const flag = (bit: number): void => out.u8(exeFlags & bit ? 1 : 0)
  for (const id of [tid, pid, parent, process.sessionId ?? pid, process.virtualGroupId ?? pid]) u64(id)
  for (const text of [process.comm, process.exe, process.exePath]) counted(out, text)
  members(out, process.args)
  counted(out, process.cwd ?? '/')
  u64(process.descriptorLimit ?? 1024)
  for (const number of [process.flags ?? 0, uid, gid]) out.u32(number)
  for (const number of [memoryKb?.size, memoryKb?.resident, memoryKb?.swapped]) out.u32(number ?? 0)
  u64(process.majorFaults)
  u64(process.minorFaults)
  members(out, process.env)
  u64(process.virtualTid ?? tid)
  u64(process.virtualPid ?? pid)
  members(out, process.cgroups)
  counted(out, process.root ?? '/')
  u64(process.namespaceStart)
  out.u32(process.tty ?? 0)
  out.u32(process.loginUid ?? 0xffffffff)
  flag(1)
  for (const set of [capabilities?.inheritable, capabilities?.permitted, capabilities?.effective]) u64(set)
  flag(2)
  for (const number of [process.exeInode, process.exeCtime, process.exeMtime]) u64(number)
  flag(4)
  flag(8)
  u64(process.groupId ?? pid)
}

/** The descriptors of one thread. */
export function writeDescriptors(out: ByteWriter, tid: number, descriptors: readonly WrittenDescriptor[]): void {
  block(out, blocks.descriptors, () => {
    out.u64(BigInt(tid))
    for (const descriptor of descriptors)
      entry(out, true, () => {
        out.u64(BigInt(descriptor.fd))
        out.u64(descriptor.inode)
        out.u8(descriptorTypes[descriptor.type])
        writeDescriptor(out, descriptor)
      })
  })
}

function writeDescriptor(out: ByteWriter, descriptor: WrittenDescriptor): void {
  switch (descriptor.type) {
    case 'file':
      out.u32(descriptor.flags)
      counted(out, descriptor.path)
      out.u32(descriptor.device)
      return
    case 'ipv4':
    case 'ipv6':
      out.bytes(descriptor.source)
      out.bytes(descriptor.destination)
      out.u16(descriptor.sourcePort)
      out.u16(descriptor.destinationPort)
      out.u8(descriptor.protocol)
      return
    case 'ipv4server':
    case 'ipv6server':
      out.bytes(descriptor.address)
      out.u16(descriptor.port)
      out.u8(descriptor.protocol)
      return
    case 'unix':
      out.u64(descriptor.source)
      out.u64(descriptor.destination)
      counted(out, descriptor.path)
      return
    default:
      counted(out, descriptor.name)
  }
}

/** What `write` appends, by itself. */
export function written(write: (out: ByteWriter) => void): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter(1 << 12)
  write(out)
  return out.written.slice()
}
