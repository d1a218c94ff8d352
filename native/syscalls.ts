/** Which system call is which event, by architecture: of native calls and of 32-bit calls on a 64-bit kernel. */
import { eventTypeNamed } from '#schema/events'

/** Numbers by the event's name. */
type Numbers = Readonly<Record<string, number>>

interface Abi {
  readonly native: Numbers
  readonly compat: Numbers
  /** The one call through which old 32-bit programs make all socket calls, if there is one. */
  readonly socketcall: number | undefined
}

const abis: Readonly<Record<string, Abi>> = {
  x64: {
    native: { open: 2, connect: 42, creat: 85, openat: 257, openat2: 437 },
    compat: { open: 5, creat: 8, openat: 295, connect: 362, openat2: 437 },
    socketcall: 102,
  },
  arm64: {
    native: { openat: 56, connect: 203, openat2: 437 },
    compat: { open: 5, creat: 8, connect: 283, openat: 322, openat2: 437 },
    socketcall: undefined,
  },
}

/** Entries of the table, as EYAS_SYSCALLS in bpf/shared.h. */
const tableEntries = 512
/** EYAS_SOCKETCALL in bpf/shared.h. */
const socketcallMark = 0x80

const familyPrograms: Readonly<Record<string, string>> = {
  open: 'eyas_open',
  openat: 'eyas_open',
  openat2: 'eyas_open',
  creat: 'eyas_open',
  connect: 'eyas_connect',
}

/** Programs of the events that come from system calls, by event name. */
export const syscallPrograms: readonly (readonly [eventType: string, program: string])[] =
  Object.entries(familyPrograms)

/** Whether an event of that type is a system call's and not the scheduler's. */
export const isSyscallEvent = (eventType: string): boolean => eventType in familyPrograms

const codeOf = (name: string): number => eventTypeNamed(name)?.code ?? 0

/** The table that tells the kernel which calls are wanted: the type of the native call below, of the 32-bit one above. */
export function interestTable(eventTypes: readonly string[], architecture: string): Uint16Array {
  const table = new Uint16Array(tableEntries)
  const abi = abis[architecture]
  if (abi === undefined) return table
  const add = (number: number | undefined, value: number): void => {
    if (number !== undefined) table[number] = (table[number] ?? 0) | value
  }
  for (const name of eventTypes.filter(isSyscallEvent)) {
    add(abi.native[name], codeOf(name))
    add(abi.compat[name], codeOf(name) << 8)
    if (name === 'connect') add(abi.socketcall, (codeOf(name) | socketcallMark) << 8)
  }
  return table
}
