/** What the kernel gives eyas, tried one by one, and what to do where something is missing. */
import { readFileSync } from 'node:fs'
import { loadAddon } from './addon.ts'
import { bitsOf, type Capability, parseRights } from './rights.ts'

/** One feature of the kernel. */
export interface KernelFeature {
  readonly feature: string
  readonly ok: boolean
  /** Without it there is no capture. */
  readonly needed: boolean
  /** What the kernel said; empty if it works. */
  readonly error: string
  /** What is lost without it. */
  readonly cost: string
  /** What to do about it. */
  readonly hint: string
}

interface Meaning {
  readonly needed: boolean
  readonly cost: string
  readonly hint: string
}

const newerKernel = (version: string): string => `use a kernel from ${version} on`

const meanings: Readonly<Record<string, Meaning>> = {
  privileges: {
    needed: true,
    cost: 'nothing can be captured',
    hint: 'run as root, or with CAP_BPF and CAP_PERFMON',
  },
  btf: {
    needed: true,
    cost: 'programs cannot be fitted to this kernel',
    hint: 'use a kernel built with CONFIG_DEBUG_INFO_BTF=y: /sys/kernel/btf/vmlinux must be readable',
  },
  bpf: {
    needed: true,
    cost: 'nothing can be captured',
    hint: 'the bpf system call is refused: check CONFIG_BPF_SYSCALL, seccomp and lockdown',
  },
  'ring buffer': { needed: true, cost: 'events cannot reach user space', hint: newerKernel('5.8') },
  tp_btf: { needed: true, cost: 'no hooks', hint: `${newerKernel('5.5')} with CONFIG_BPF_EVENTS=y` },
  iterators: {
    needed: false,
    cost: 'processes that ran before are read from /proc: slower, and start times to 10 ms only',
    hint: newerKernel('5.18'),
  },
  bpf_loop: { needed: false, cost: 'paths deeper than 40 names are cut', hint: newerKernel('5.17') },
  bpf_rdonly_cast: { needed: false, cost: 'walking a path costs twice as much', hint: newerKernel('6.2') },
  io_uring: {
    needed: false,
    cost: 'what is opened, renamed, removed or connected by io_uring is not seen; that a ring is made is, as io_uring_setup',
    hint: `${newerKernel('6.3')} with CONFIG_IO_URING=y, or forbid rings: kernel.io_uring_disabled=2`,
  },
  fentry: { needed: false, cost: 'nothing yet', hint: 'CONFIG_FUNCTION_TRACER with BPF trampolines' },
  lsm: { needed: false, cost: 'nothing yet', hint: 'boot with bpf in lsm=' },
}

/** Whether the effective capabilities, as in /proc/self/status, allow to load and attach programs. */
export function mayLoadPrograms(status: string): boolean {
  const { effective } = parseRights(status)
  const has = (...names: readonly Capability[]): boolean => (effective & bitsOf(names)) === bitsOf(names)
  return has('CAP_SYS_ADMIN') || has('CAP_BPF', 'CAP_PERFMON')
}

const unknownMeaning: Meaning = { needed: false, cost: '', hint: '' }

/** What some errors of the kernel mean here, and what to do about them rather than what the feature needs. */
const refusals: Readonly<Record<string, { readonly words: string; readonly hint?: string }>> = {
  'Operation not permitted': {
    words: 'not permitted (EPERM)',
    hint: 'the kernel has it or may have it, and forbids it: check privileges, seccomp of a container, and /sys/kernel/security/lockdown',
  },
  // A number of the kernel's own, which the C library has no words for.
  'Unknown error 524': {
    words: 'not supported by this kernel (ENOTSUPP)',
    hint: 'use a kernel built with CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS=y and CONFIG_BPF_JIT=y (and CONFIG_BPF_LSM=y for lsm)',
  },
}

/** A feature with its meaning; `error` is what the kernel said, in the words of the C library, empty if it works. */
export function featureOf(feature: string, error: string): KernelFeature {
  const meaning = meanings[feature] ?? unknownMeaning
  const { words = error, hint = meaning.hint } = refusals[error] ?? {}
  return { feature, ok: error === '', ...meaning, error: words, hint }
}

/** Tries every feature; takes a few milliseconds. Throws NATIVE_NOT_BUILT if the addon is missing. */
export function probeKernel(): readonly KernelFeature[] {
  const addon = loadAddon()
  const allowed = mayLoadPrograms(readFileSync('/proc/self/status', 'utf8'))
  return [
    featureOf('privileges', allowed ? '' : 'not permitted'),
    ...addon.probe().map(({ feature, error }) => featureOf(feature, error)),
  ]
}
