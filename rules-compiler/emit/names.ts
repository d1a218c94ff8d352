/** Falco's names for numbers, as they print. */
import { argumentNames } from '#schema/argument-names'
import { errnoNames as errnos } from '#schema/errno-names'
import type { NamedNumber } from './tables.ts'

const fromList = (names: string, first = 0): readonly NamedNumber[] =>
  names
    .trim()
    .split(/\s+/)
    .flatMap((text, i) => (text === '-' ? [] : [{ number: i + first, text }]))

/** errno on Linux, from 1. */
export const errnoNames = fromList(errnos.join(' '), 1)

/** CAP_* by bit number; the bits themselves are the numbers of the table. */
export const capabilityNames: readonly NamedNumber[] = fromList(`
  CAP_CHOWN CAP_DAC_OVERRIDE CAP_DAC_READ_SEARCH CAP_FOWNER CAP_FSETID CAP_KILL CAP_SETGID CAP_SETUID CAP_SETPCAP
  CAP_LINUX_IMMUTABLE CAP_NET_BIND_SERVICE CAP_NET_BROADCAST CAP_NET_ADMIN CAP_NET_RAW CAP_IPC_LOCK CAP_IPC_OWNER
  CAP_SYS_MODULE CAP_SYS_RAWIO CAP_SYS_CHROOT CAP_SYS_PTRACE CAP_SYS_PACCT CAP_SYS_ADMIN CAP_SYS_BOOT CAP_SYS_NICE
  CAP_SYS_RESOURCE CAP_SYS_TIME CAP_SYS_TTY_CONFIG CAP_MKNOD CAP_LEASE CAP_AUDIT_WRITE CAP_AUDIT_CONTROL CAP_SETFCAP
  CAP_MAC_OVERRIDE CAP_MAC_ADMIN CAP_SYSLOG CAP_WAKE_ALARM CAP_BLOCK_SUSPEND CAP_AUDIT_READ CAP_PERFMON CAP_BPF
  CAP_CHECKPOINT_RESTORE
`).map(({ number, text }) => ({ number: 1n << BigInt(number), text }))

const characters = (names: Readonly<Record<string, string>>): readonly NamedNumber[] =>
  Object.entries(names).map(([character, text]) => ({ number: character.charCodeAt(0), text }))

/** fd.type by fd.typechar. */
export const descriptorTypes = characters({
  f: 'file',
  d: 'directory',
  '4': 'ipv4',
  '6': 'ipv6',
  u: 'unix',
  p: 'pipe',
  e: 'event',
  s: 'signalfd',
  l: 'eventpoll',
  i: 'inotify',
  t: 'timerfd',
  n: 'netlink',
  b: 'bpf',
  U: 'userfaultfd',
  r: 'io_uring',
  m: 'memfd',
  P: 'pidfd',
  o: 'unknown',
})

/** evt.category of reads and writes, by fd.typechar. */
export const descriptorCategories = characters({
  f: 'file',
  d: 'file',
  '4': 'net',
  '6': 'net',
  u: 'ipc',
  p: 'ipc',
  e: 'ipc',
})

/** fd.l4proto by IPPROTO_*. */
export const protocolNames: readonly NamedNumber[] = [
  { number: 1, text: 'icmp' },
  { number: 6, text: 'tcp' },
  { number: 17, text: 'udp' },
  { number: 255, text: 'raw' },
]

/** CLONE_* in Falco's order of bits. */
export const cloneFlagBits: Readonly<Record<string, number>> = argumentNames.clone_flags

const openOrder = `
  O_LARGEFILE O_DIRECTORY O_DIRECT O_TRUNC O_SYNC O_NONBLOCK O_EXCL O_DSYNC O_APPEND O_CREAT O_RDWR O_WRONLY O_RDONLY
  O_CLOEXEC O_TMPFILE F_CREATED FD_UPPER_LAYER FD_LOWER_LAYER
`

/** The flags of open in the order and spelling in which Falco prints them. */
export function openFlagOrder(bits: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const names = openOrder.trim().split(/\s+/)
  const missing = Object.keys(bits).filter((name) => !names.includes(name))
  if (missing.length > 0) throw new Error(`no place to print ${missing.join(', ')}`)
  return Object.fromEntries(names.map((name) => [name === 'F_CREATED' ? 'O_F_CREATED' : name, bits[name] ?? 0]))
}

/** Flags by their names, in their order. */
export const flagTable = (names: Readonly<Record<string, number>>): readonly NamedNumber[] =>
  Object.entries(names).map(([text, number]) => ({ number, text }))
