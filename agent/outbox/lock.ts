/**
 * One process at a time. The lock is a file that holds the owner's pid and start time; it appears whole, by link(2),
 * and is taken over only when no process of that pid and start time lives, so that neither a killed owner nor a pid
 * used again keeps anybody out.
 */
import { randomUUID } from 'node:crypto'
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { OutboxError } from './outbox-error.ts'

/** Takes the lock and answers how to let go of it; throws OUTBOX_IN_USE. */
export async function acquireLock(path: string): Promise<() => Promise<void>> {
  const mine = `${process.pid} ${await startOf(process.pid)}\n`
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, mine, { mode: 0o600 })
  try {
    await takeOver(path, draft)
  } finally {
    await unlink(draft)
  }
  return async () => {
    if ((await contentOf(path)) === mine) await unlink(path)
  }
}

async function takeOver(path: string, draft: string): Promise<void> {
  for (;;) {
    if (await linked(draft, path)) return
    const found = await contentOf(path)
    if (found === undefined) continue
    if (await isAlive(found)) throw inUse(path, found)
    // Moved, not removed: if another process took the lock over in between, it is put back.
    const aside = `${draft}.stale`
    if (!(await renamed(path, aside))) continue
    const moved = await contentOf(aside)
    if (moved !== found) await linked(aside, path)
    await unlink(aside)
  }
}

const inUse = (path: string, owner: string): OutboxError =>
  new OutboxError(
    'OUTBOX_IN_USE',
    `the outbox is in use by process ${owner.split(' ')[0]}`,
    `Stop that process, or use another data directory. The lock is ${path}.`,
  )

async function isAlive(content: string): Promise<boolean> {
  const [pid, start] = content.trim().split(' ')
  const now = await startOf(Number(pid))
  return now !== undefined && now === start
}

/** Field 22 of /proc/<pid>/stat; the name before it may hold spaces and brackets. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await contentOf(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

const contentOf = (path: string): Promise<string | undefined> => unless('ENOENT', () => readFile(path, 'utf8'))
const linked = async (from: string, to: string): Promise<boolean> =>
  (await unless('EEXIST', () => link(from, to).then(() => true))) ?? false
const renamed = async (from: string, to: string): Promise<boolean> =>
  (await unless('ENOENT', () => rename(from, to).then(() => true))) ?? false

async function unless<T>(code: string, act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act()
  } catch (error) {
    const found = (error as NodeJS.ErrnoException).code
    // A process that ends while /proc is read gives ESRCH.
    if (found === code || (code === 'ENOENT' && found === 'ESRCH')) return undefined
    throw error
  }
}
