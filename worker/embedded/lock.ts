/** Lets one process at a time do a thing: two builds would write the same files at once. */
import { mkdirSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A lock older than this was left behind by a process that died. */
const staleAfterMs = 60_000

/** Runs `work` while holding the lock at `path`, waiting for whoever holds it. */
export const withLock = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  mkdirSync(dirname(path), { recursive: true })
  while (!take(path)) await sleep(100)
  try {
    return await work()
  } finally {
    rmSync(path, { recursive: true, force: true })
  }
}

const take = (path: string): boolean => {
  try {
    mkdirSync(path)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
    const heldSinceMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
    if (Date.now() - heldSinceMs > staleAfterMs) rmSync(path, { recursive: true, force: true })
    return false
  }
}
