/**
 * The agent does with a handful of capabilities: it puts the rest away before it does anything, by confining its main
 * thread and executing itself anew, so that no thread of it ever has had more. Whatever it starts has none at all, unless
 * the folders that it works in make it need one.
 */
import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import {
  bitsOf,
  buildNative,
  type Capability,
  confine,
  confineChildren,
  NativeError,
  namesOf,
  type Rights,
  rightsOfThreads,
} from '#native'

/** What the process may not do without. */
export interface Needed {
  readonly own: readonly Capability[]
  /** For what it starts: the edge and the compiler. */
  readonly children: readonly Capability[]
  /** Why it is more than usual, in words. */
  readonly reasons: readonly string[]
}

/** Where the agent works, and as whom. */
export interface Workplace {
  readonly uid: number
  /** Folders that it and its children write to; they may not be there yet. */
  readonly written: readonly string[]
  /** Folders that its children read. */
  readonly read: readonly string[]
  /** Ports that its children listen on. */
  readonly ports: readonly number[]
}

/** Loads programs, and reads what /proc tells of others and what only root may read, such as rules in a home. */
const usual: readonly Capability[] = ['CAP_BPF', 'CAP_PERFMON', 'CAP_SYS_PTRACE', 'CAP_DAC_READ_SEARCH']
const firstFreePort = 1024

/** What is needed at a workplace. */
export function neededAt({ uid, written, read, ports }: Workplace): Needed {
  const children = new Set<Capability>()
  const reasons: string[] = []
  const add = (capability: Capability, reason: string): void => {
    if (children.has(capability)) return
    children.add(capability)
    reasons.push(`${capability}, as ${reason}`)
  }
  for (const folder of written)
    if (!mayWrite(folder, uid)) add('CAP_DAC_OVERRIDE', `${nearest(folder)} belongs to another user`)
  for (const folder of [...read, ...written])
    if (!mayReach(folder, uid)) add('CAP_DAC_READ_SEARCH', `${folder} lies in a folder of another user`)
  for (const port of ports)
    if (port < firstFreePort) add('CAP_NET_BIND_SERVICE', `port ${port} is below ${firstFreePort}`)
  return { own: [...new Set([...usual, ...children])], children: [...children], reasons }
}

/** The folder itself, or the one that it will be made in. */
function nearest(folder: string): string {
  const path = resolve(folder)
  return statSync(path, { throwIfNoEntry: false }) === undefined && path !== '/' ? nearest(dirname(path)) : path
}

function mayWrite(folder: string, uid: number): boolean {
  const { uid: owner, mode } = statSync(nearest(folder))
  return owner === uid || (mode & 0o002) !== 0
}

function mayReach(folder: string, uid: number): boolean {
  const path = nearest(folder)
  const { uid: owner, mode } = statSync(path)
  const isOpen = (mode & (owner === uid ? 0o100 : 0o001)) !== 0
  return isOpen && (path === '/' || mayReach(dirname(path), uid))
}

/** Whether a process with these rights can do no more than `keep` says, now and later. */
export const isConfined = ({ permitted, inheritable, ambient, noNewPrivileges }: Rights, keep: bigint): boolean =>
  noNewPrivileges && ((permitted | inheritable | ambient) & ~keep) === 0n

/**
 * Gives up all rights but those needed: in the first call by executing the program anew, which does not return; in the
 * new one by leaving children what they need. Answers what the process has. Throws NATIVE_CONFINE.
 */
export function giveUpRights(needed: Needed): readonly Capability[] {
  const keep = bitsOf(needed.own)
  if (!rightsOfThreads().every((rights) => isConfined(rights, keep))) {
    const { execPath, execArgv, argv, env } = process
    if (process.execve === undefined) throw new Error(`Node ${process.version} cannot execute itself anew`)
    confine(needed.own)
    process.execve(execPath, [execPath, ...execArgv, ...argv.slice(1)], env)
  }
  confineChildren(needed.children)
  return namesOf(rightsOfThreads().reduce((bits, { effective }) => bits | effective, 0n))
}

/**
 * Does so for an agent at this workplace and says what it keeps. Where capture cannot be built there is nothing to give
 * up rights for, and who starts the agent is told why elsewhere. Throws NATIVE_CONFINE.
 */
export async function startWithFewRights(workplace: Workplace, say: (line: string) => void): Promise<void> {
  if (!(await isBuilt())) return
  const needed = neededAt(workplace)
  const kept = giveUpRights(needed)
  say(`  rights   ${kept.length === 0 ? 'none' : kept.join(', ')}; no others, and none for children but where said`)
  for (const reason of needed.reasons) say(`  note  rights   also for children: ${reason}`)
}

async function isBuilt(): Promise<boolean> {
  try {
    await buildNative({ log: () => {} })
    return true
  } catch (error) {
    if (error instanceof NativeError) return false
    throw error
  }
}
