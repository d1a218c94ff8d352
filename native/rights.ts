/** What a process may do beyond what anybody may: its capabilities, and how it lets go of them. */
import { readdirSync, readFileSync } from 'node:fs'
import { loadAddon } from './addon.ts'
import { nativeErrorOf } from './native-error.ts'

/** The capabilities that eyas has a use for, by their numbers in linux/capability.h. */
export const capabilities = {
  CAP_DAC_OVERRIDE: 1,
  CAP_DAC_READ_SEARCH: 2,
  CAP_NET_BIND_SERVICE: 10,
  CAP_SYS_PTRACE: 19,
  CAP_SYS_ADMIN: 21,
  CAP_PERFMON: 38,
  CAP_BPF: 39,
} as const

/** The name of such a capability. */
export type Capability = keyof typeof capabilities

/** The five sets of a thread as bits, and whether it can never gain more. */
export interface Rights {
  readonly inheritable: bigint
  readonly permitted: bigint
  readonly effective: bigint
  readonly bounding: bigint
  readonly ambient: bigint
  readonly noNewPrivileges: boolean
}

/** Capabilities as bits. */
export const bitsOf = (names: readonly Capability[]): bigint =>
  names.reduce((bits, name) => bits | (1n << BigInt(capabilities[name])), 0n)

/** The names of those bits that eyas has a use for. */
export const namesOf = (bits: bigint): readonly Capability[] =>
  capabilityNames.filter((name) => (bits & bitsOf([name])) !== 0n)

// The keys of the table above and no others.
const capabilityNames = Object.keys(capabilities) as Capability[]

/** The rights in a text such as /proc/self/status. */
export function parseRights(status: string): Rights {
  const value = (name: string): string => new RegExp(`^${name}:\\s*([0-9a-f]+)`, 'm').exec(status)?.[1] ?? '0'
  const bits = (name: string): bigint => BigInt(`0x${value(name)}`)
  return {
    inheritable: bits('CapInh'),
    permitted: bits('CapPrm'),
    effective: bits('CapEff'),
    bounding: bits('CapBnd'),
    ambient: bits('CapAmb'),
    noNewPrivileges: value('NoNewPrivs') === '1',
  }
}

/** The rights of every thread of a process, of this one unless another is named. */
export const rightsOfThreads = (pid: number | 'self' = 'self'): readonly Rights[] =>
  readdirSync(`/proc/${pid}/task`).map((thread) =>
    parseRights(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8')),
  )

/**
 * Takes every capability but those in `keep` from the calling thread, and from what it executes; the other threads of the
 * process keep theirs, so execve has to follow. Throws NATIVE_CONFINE with what the kernel refused.
 */
export function confine(keep: readonly Capability[]): void {
  try {
    loadAddon().confine(bitsOf(keep))
  } catch (thrown) {
    throw nativeErrorOf(thrown)
  }
}

/** Leaves processes that this thread starts only those capabilities. Throws NATIVE_CONFINE. */
export function confineChildren(keep: readonly Capability[]): void {
  try {
    loadAddon().confineChildren(bitsOf(keep))
  } catch (thrown) {
    throw nativeErrorOf(thrown)
  }
}
