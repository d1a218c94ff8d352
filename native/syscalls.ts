/** Which system call is which event: the table that the kernel's dispatcher looks numbers up in. */
import { eventTypeNamed, eventTypes as knownTypes } from '#schema/events'
import { callNumbers, socketcallNumbers } from './syscall-numbers.ts'

/** As EYAS_SYSCALLS and EYAS_SOCKETCALLS in bpf/shared.h. */
const syscallEntries = 512
const socketcallEntries = 32
/** EYAS_SOCKETCALL in bpf/shared.h. */
const socketcallMark = 0x80
const socketcall = 102

const familyPrograms: Readonly<Record<string, string>> = {
  open: 'eyas_open',
  openat: 'eyas_open',
  openat2: 'eyas_open',
  creat: 'eyas_open',
  execve: 'eyas_exec_failed',
  execveat: 'eyas_exec_failed',
  connect: 'eyas_network',
  bind: 'eyas_network',
  accept: 'eyas_network',
  accept4: 'eyas_network',
  sendto: 'eyas_network',
  sendmsg: 'eyas_network',
  sendmmsg: 'eyas_network',
  recvfrom: 'eyas_network',
  recvmsg: 'eyas_network',
  recvmmsg: 'eyas_network',
}

const programOf = (name: string): string => familyPrograms[name] ?? 'eyas_call'

const isCall = (name: string): boolean => name in familyPrograms || eventTypeNamed(name)?.tail === 'call'

/** Whether events of that type are told by a hook of their own when the call begins, and not when it ends. */
export const isToldAtStart = (eventType: string): boolean => eventType === 'close'

/** Programs of the events that come from the end of system calls, by event name. */
export const syscallPrograms: readonly (readonly [eventType: string, program: string])[] = knownTypes
  .filter(({ name }) => isCall(name) && !isToldAtStart(name))
  .map(({ name }) => [name, programOf(name)])

/** Whether an event is told by the scheduler, and by a system call only if that failed. */
export const isExec = (eventType: string): boolean => eventType === 'execve' || eventType === 'execveat'

/** Whether events of that type come from the hook of all system calls. */
export const isSyscallEvent = (eventType: string): boolean => isCall(eventType)

const codeOf = (name: string): number => eventTypeNamed(name)?.code ?? 0

const ringEntries = 64
/** Operations of io_uring that do what a call does, by the call. */
const ringOperations: Readonly<Record<string, number>> = {
  connect: 16,
  openat: 18,
  openat2: 28,
  renameat2: 35,
  unlinkat: 36,
  mkdirat: 37,
  symlinkat: 38,
  linkat: 39,
}

/** Whether events of that type are also told of requests of io_uring. */
export const isRingEvent = (eventType: string): boolean => Object.hasOwn(ringOperations, eventType)

/** The type of the native call below, of the 32-bit one above; behind all numbers, those of socketcall(2) and of io_uring. */
export function interestTable(eventTypes: readonly string[], architecture: string): Uint16Array {
  const table = new Uint16Array(syscallEntries + socketcallEntries + ringEntries)
  const numbers = callNumbers(architecture)
  const add = (number: number, value: number): void => {
    table[number] = (table[number] ?? 0) | value
  }
  for (const name of new Set(eventTypes)) {
    const { native, compat } = numbers.get(name) ?? { native: [], compat: [] }
    for (const number of native) add(number, codeOf(name))
    for (const number of compat) add(number, codeOf(name) << 8)
    const operation = ringOperations[name]
    if (operation !== undefined) add(syscallEntries + socketcallEntries + operation, codeOf(name))
    const sub = socketcallNumbers[name]
    if (sub === undefined || architecture !== 'x64') continue
    add(socketcall, socketcallMark << 8)
    add(syscallEntries + sub, codeOf(name) << 8)
  }
  return table
}
