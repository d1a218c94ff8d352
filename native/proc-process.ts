/** One process as /proc tells it, in the columns of the process body. */
import { readFileSync, readlinkSync, statSync } from 'node:fs'
import { exeFlags } from '#schema/record'
import type { ColumnValue } from './record-builder.ts'

/** Bound of arguments and of the environment, as in the kernel's programs. */
const maxTextBytes = 4096
const nsPerTick = 10_000_000n
const unsetUid = 4294967295

/** A process that is gone, or that may not be looked into, has no text there. */
function readText(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

/** The parts of /proc/PID/stat behind the name, which may itself contain spaces and parentheses. */
interface Stat {
  readonly comm: string
  readonly parentPid: number
  readonly groupId: number
  readonly sessionId: number
  readonly tty: number
  readonly startNs: bigint
}

/** Parses /proc/PID/stat. */
export function parseStat(text: string): Stat {
  const close = text.lastIndexOf(')')
  const rest = text.slice(close + 2).split(' ')
  const at = (index: number): number => Number(rest[index] ?? 0)
  return {
    comm: text.slice(text.indexOf('(') + 1, close),
    parentPid: at(1),
    groupId: at(2),
    sessionId: at(3),
    tty: at(4),
    startNs: BigInt(rest[19] ?? 0) * nsPerTick,
  }
}

const lineOf = (status: string, name: string): readonly string[] =>
  new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1]?.split(/\s+/) ?? []

const lastNumber = (words: readonly string[]): number => Number(words.at(-1) ?? 0)
const capabilities = (words: readonly string[]): bigint => BigInt(`0x${words[0] ?? '0'}`)

/** The cgroup that names the container: the first v1 controller that is not at its root, else the unified one. */
export function cgroupPath(text: string): string {
  const paths = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
    for (const controller of controllers?.split(',') ?? []) paths.set(controller, path ?? '/')
  }
  const ranked = ['memory', 'pids', 'cpu', 'cpuset'].map((controller) => paths.get(controller))
  return ranked.find((path) => path !== undefined && path !== '/') ?? paths.get('') ?? '/'
}

const cut = (bytes: Uint8Array): Uint8Array => {
  const part = bytes.subarray(0, maxTextBytes - 1)
  return part.length === 0 || part.at(-1) === 0 ? part : Buffer.concat([part, Buffer.of(0)])
}

function argumentsOf(cmdline: Buffer | undefined): { exe?: Uint8Array; args: Uint8Array } {
  if (cmdline === undefined || cmdline.length === 0) return { args: Buffer.alloc(0) }
  const zero = cmdline.indexOf(0)
  const end = zero < 0 ? cmdline.length : zero
  return { exe: cmdline.subarray(0, end), args: cut(cmdline.subarray(end + 1)) }
}

function imageOf(folder: string): Record<string, ColumnValue | undefined> {
  const link = readLink(`${folder}/exe`)?.replace(/ \(deleted\)$/, '')
  if (link === undefined) return {}
  const isMemfd = link.startsWith('/memfd:')
  const inode = statSync(`${folder}/exe`, { bigint: true, throwIfNoEntry: false })
  return {
    exe_path: Buffer.from(isMemfd ? link.slice(1) : link),
    exe_flags: isMemfd ? exeFlags.EXE_FROM_MEMFD : 0,
    exe_inode: inode?.ino,
    exe_ctime_ns: inode?.ctimeNs,
    exe_mtime_ns: inode?.mtimeNs,
  }
}

/** The head and the body of the record of one process. */
export interface ProcProcess {
  readonly head: Readonly<Record<string, number | bigint>>
  readonly body: Readonly<Record<string, ColumnValue | undefined>>
}

/** Reads a process; undefined if it has ended. */
export function readProcProcess(pid: number, wantEnv: boolean): ProcProcess | undefined {
  const folder = `/proc/${pid}`
  const statText = readText(`${folder}/stat`)?.toString('latin1')
  const status = readText(`${folder}/status`)?.toString('latin1')
  if (statText === undefined || status === undefined) return undefined
  const stat = parseStat(statText)
  const parent = readText(`/proc/${stat.parentPid}/stat`)?.toString('latin1')
  const cwd = readLink(`${folder}/cwd`)
  const environment = wantEnv ? (readText(`${folder}/environ`) ?? Buffer.alloc(0)) : undefined
  const uid = Number(lineOf(status, 'Uid')[1] ?? 0)
  const gid = Number(lineOf(status, 'Gid')[1] ?? 0)
  return {
    head: { pid, tid: pid, uid, gid, start_ns: stat.startNs },
    body: {
      process_start_ns: stat.startNs,
      // Not told by /proc: no verdict is ever taken for one of this image.
      exec_id: 2n ** 64n - 1n,
      parent_start_ns: parent === undefined ? 0n : parseStat(parent).startNs,
      process_pid: pid,
      parent_pid: stat.parentPid,
      virtual_pid: lastNumber(lineOf(status, 'NSpid')),
      session_id: stat.sessionId,
      group_id: stat.groupId,
      virtual_group_id: lastNumber(lineOf(status, 'NSpgid')),
      virtual_session_id: lastNumber(lineOf(status, 'NSsid')),
      process_uid: uid,
      process_gid: gid,
      login_uid: Number(readText(`${folder}/loginuid`)?.toString() ?? unsetUid),
      tty: stat.tty,
      cap_effective: capabilities(lineOf(status, 'CapEff')),
      cap_permitted: capabilities(lineOf(status, 'CapPrm')),
      cap_inheritable: capabilities(lineOf(status, 'CapInh')),
      comm: Buffer.from(stat.comm, 'latin1'),
      ...imageOf(folder),
      ...argumentsOf(readText(`${folder}/cmdline`)),
      env: environment === undefined ? undefined : cut(environment),
      cwd: cwd === undefined ? undefined : Buffer.from(cwd === '/' ? cwd : `${cwd}/`),
      cgroup: Buffer.from(cgroupPath(readText(`${folder}/cgroup`)?.toString() ?? '')),
    },
  }
}
