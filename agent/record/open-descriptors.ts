/** The descriptors that processes have open, as /proc shows them. */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { type SocketEnds, socketsOf } from './open-sockets.ts'
import type { NamedDescriptor, WrittenDescriptor } from './scap-blocks.ts'

/** Descriptors of one process that are listed; a capture has to be opened again. */
const mostListed = 4096

/** What a process that is gone, or hides its files, leaves undefined. */
function orNothing<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return undefined
    throw error
  }
}

/** Reads descriptors of processes; what was read of a network namespace serves for all in it. */
export class OpenDescriptors {
  readonly #sockets = new Map<string, ReadonlyMap<string, SocketEnds>>()

  /** Those of a process; none if it has ended. */
  of(pid: number): readonly WrittenDescriptor[] {
    const folder = `/proc/${pid}/fd`
    const numbers = orNothing(() => readdirSync(folder)) ?? []
    return numbers.slice(0, mostListed).flatMap((number) => this.#one(pid, folder, number) ?? [])
  }

  #one(pid: number, folder: string, number: string): WrittenDescriptor | undefined {
    const path = `${folder}/${number}`
    const target = orNothing(() => readlinkSync(path))
    if (target === undefined) return undefined
    const fd = Number(number)
    const [, kind = '', inside = ''] = /^(socket|pipe|anon_inode):\[?(.*?)\]?$/.exec(target) ?? []
    if (kind === 'socket') return this.#socket(pid, fd, inside)
    if (kind === 'pipe') return { fd, inode: BigInt(inside), type: 'pipe', name: '' }
    if (kind === 'anon_inode') return { fd, inode: 0n, type: anonymous[inside] ?? 'unsupported', name: target }
    if (target.startsWith('/memfd:')) return { fd, inode: 0n, type: 'memfd', name: memfdName(target) }
    const found = orNothing(() => statSync(path, { bigint: true }))
    if (found?.isDirectory()) return { fd, inode: found.ino, type: 'directory', name: target }
    if (found?.isFIFO()) return { fd, inode: found.ino, type: 'pipe', name: target }
    return {
      ...{ fd, inode: found?.ino ?? 0n, type: 'file', path: target },
      ...{ flags: openFlagsOf(pid, number), device: found === undefined ? 0 : encodedDevice(found.dev) },
    }
  }

  #socket(pid: number, fd: number, inode: string): WrittenDescriptor | undefined {
    const namespace = orNothing(() => readlinkSync(`/proc/${pid}/ns/net`)) ?? ''
    let sockets = this.#sockets.get(namespace)
    if (sockets === undefined) {
      sockets = socketsOf((name) => orNothing(() => readFileSync(`/proc/${pid}/net/${name}`, 'utf8')) ?? '')
      this.#sockets.set(namespace, sockets)
    }
    const ends = sockets.get(inode)
    return ends === undefined ? undefined : { fd, inode: BigInt(inode), ...ends }
  }
}

const anonymous: Readonly<Record<string, NamedDescriptor>> = {
  eventpoll: 'eventpoll',
  eventfd: 'event',
  inotify: 'inotify',
  signalfd: 'signal',
  timerfd: 'timerfd',
  pidfd: 'pidfd',
  io_uring: 'io_uring',
  userfaultfd: 'userfault',
  'bpf-map': 'bpf',
  'bpf-prog': 'bpf',
  'bpf-link': 'bpf',
}

const memfdName = (target: string): string => target.slice('/memfd:'.length).replace(/ \(deleted\)$/, '')

/** The kernel's bits of open(2) that captures keep, with theirs. */
const openBits: readonly (readonly [kernel: number, capture: number])[] = [
  [0o100, 4],
  [0o2000, 8],
  [0o10000, 16],
  [0o200, 32],
  [0o4000, 64],
  [0o1000, 256],
  [0o200000, 1024],
  [0o2000000, 4096],
]

function openFlagsOf(pid: number, number: string): number {
  const text = orNothing(() => readFileSync(`/proc/${pid}/fdinfo/${number}`, 'utf8'))
  const flags = Number.parseInt(/^flags:\s*(\d+)$/m.exec(text ?? '')?.[1] ?? '0', 8)
  const access = (flags & 3) + 1
  return openBits.reduce((bits, [kernel, capture]) => (flags & kernel ? bits | capture : bits), access)
}

/** A device as stat(2) has it, in the 32 bits that the kernel tells it in. */
function encodedDevice(device: bigint): number {
  const major = Number(((device >> 8n) & 0xfffn) | ((device >> 32n) & 0xfffff000n))
  const minor = Number((device & 0xffn) | ((device >> 12n) & 0xffffff00n))
  return ((minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12)) >>> 0
}
