/**
 * The users and groups that a container has of its own, read through the root of one of its processes. A container may
 * put anything there: only plain files of a bounded size are read, and nothing waits for them.
 */
import { constants, type FileHandle, open, stat } from 'node:fs/promises'
import type { Group, User } from '#wasm-runtime'
import { parseAccounts, parseUsers } from '../accounts.ts'

/** What a container has of its own; null if its processes are gone, or see the machine's files. */
export interface ContainerAccounts {
  readonly users: readonly User[]
  readonly groups: readonly Group[]
}

const maxBytes = 1 << 20

/** Reads the accounts of the container that a process is in. */
export async function readContainerAccounts(pid: number, proc = '/proc'): Promise<ContainerAccounts | null> {
  const root = `${proc}/${pid}/root`
  if (await isGoneOr(() => isSame(`${root}/`, '/'))) return null
  const [passwd, group] = await Promise.all([readPlainFile(`${root}/etc/passwd`), readPlainFile(`${root}/etc/group`)])
  return { users: parseUsers(passwd), groups: parseAccounts(group) }
}

async function isSame(left: string, right: string): Promise<boolean> {
  const [one, other] = await Promise.all([stat(left), stat(right)])
  return one.dev === other.dev && one.ino === other.ino
}

/** What a process that has ended, or a container that puts something else there, makes of a read. */
const absences = new Set(['ENOENT', 'ESRCH', 'ENOTDIR', 'ELOOP', 'EACCES', 'ENXIO', 'EINVAL'])

const isAbsence = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && absences.has(error.code)

async function isGoneOr(claim: () => Promise<boolean>): Promise<boolean> {
  try {
    return await claim()
  } catch (error) {
    if (isAbsence(error)) return true
    throw error
  }
}

/** The text of a plain file, not of a link, a pipe or a device; empty if it is not there or too large. */
async function readPlainFile(path: string): Promise<string> {
  let file: FileHandle | undefined
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const found = await file.stat()
    return found.isFile() && found.size <= maxBytes ? await file.readFile('utf8') : ''
  } catch (error) {
    if (isAbsence(error)) return ''
    throw error
  } finally {
    await file?.close()
  }
}
