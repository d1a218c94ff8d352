/** What the hooks cost on this machine, by the kernel's own clock of each run of a program. */
import { execFileSync } from 'node:child_process'
import { closeSync } from 'node:fs'
import { type HookCount, loadAddon } from './addon.ts'
import { NativeError, nativeErrorOf } from './native-error.ts'
import { type Counters, openSource } from './source.ts'

/** The mean time of one kind of work in the kernel. */
export interface HookCost {
  readonly work: string
  readonly nanoseconds: number
  /** How often it was done while it was measured. */
  readonly runs: number
}

/**
 * Has the kernel time every run of every program until the answer is called; that costs each some tens of nanoseconds.
 * Throws NATIVE_RUN_STATS where it does not, which needs CAP_SYS_ADMIN.
 */
export function timeRuns(): () => void {
  try {
    const descriptor = loadAddon().countRuns()
    return () => closeSync(descriptor)
  } catch (thrown) {
    const error = nativeErrorOf(thrown)
    throw new NativeError(error.code, error.message, { hint: 'ask as root, with CAP_SYS_ADMIN', cause: error })
  }
}

const opens = 2000
/** A type whose calls nobody makes meanwhile, so that every call is an unwanted one. */
const seldom = 'pivot_root'
const none: HookCount = { attached: false, runs: 0, nanoseconds: 0, skipped: 0 }

/** Opens some files from another process, as this one is left out. */
const load = (): void => void execFileSync('cat', Array<string>(opens).fill('/dev/null'))

const costOf = (work: string, { runs, nanoseconds }: Pick<HookCount, 'runs' | 'nanoseconds'>): HookCost => ({
  work,
  runs,
  nanoseconds: runs === 0 ? 0 : nanoseconds / runs,
})

/**
 * Measures each hook in some tenths of a second, with a program that opens files. Nothing is let go of before, so an open
 * costs what one costs that a rule may match. Throws what openSource and timeRuns throw.
 */
export function measureHooks(): readonly HookCost[] {
  const stop = timeRuns()
  const source = openSource({ eventTypes: [seldom], failedExecs: false })
  try {
    source.attach()
    load()
    const before = source.counters()
    source.setInterest(['openat'])
    load()
    return costsOf(before, source.counters())
  } finally {
    source.close()
    stop()
  }
}

function costsOf(before: Counters, after: Counters): readonly HookCost[] {
  const call = costOf('a system call that no rule asks for', before.hooks.eyas_sys_exit ?? none)
  const all = grown(before.hooks.eyas_sys_exit ?? none, after.hooks.eyas_sys_exit ?? none)
  const told = (after.types.openat?.seen ?? 0) - (after.types.openat?.own ?? 0)
  const openNs = all.nanoseconds - call.nanoseconds * (all.runs - told)
  return [
    call,
    costOf('an open that is told', { runs: told, nanoseconds: Math.max(0, openNs) }),
    costOf('an exec', after.hooks.eyas_exec ?? none),
    costOf('a fork or a new thread', after.hooks.eyas_fork ?? none),
    costOf('the end of a process or a thread', after.hooks.eyas_exit ?? none),
  ]
}

const grown = (before: HookCount, after: HookCount): Pick<HookCount, 'runs' | 'nanoseconds'> => ({
  runs: after.runs - before.runs,
  nanoseconds: after.nanoseconds - before.nanoseconds,
})
