/** What the outbox asks of a disk. Small, so that a test can tear a write at any byte and lose what was not synced. */
import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { acquireLock } from './lock.ts'

/** The files of one directory and its folders; names are relative to it. */
export interface FileSystem {
  /** Makes a folder unless it is there. */
  makeFolder(name: string): Promise<void>
  /** The names in a folder, in order. */
  list(folder: string): Promise<readonly string[]>
  /** Size in bytes, or undefined if there is no such file. */
  size(name: string): Promise<number | undefined>
  /** At most `length` bytes from `offset`; fewer at the end of the file. */
  read(name: string, offset: number, length: number): Promise<Uint8Array>
  /** Writes at `offset`, making the file if need be; on return the bytes are on disk, though perhaps not the file's name. */
  write(name: string, offset: number, bytes: Uint8Array): Promise<void>
  truncate(name: string, length: number): Promise<void>
  remove(name: string): Promise<void>
  /** On return the names made and removed in a folder are on disk. */
  syncFolder(folder: string): Promise<void>
  /** Keeps other processes out until the answer is called; throws OUTBOX_IN_USE. */
  lock(): Promise<() => Promise<void>>
}

/** The real disk, under `directory`. */
export function nodeFileSystem(directory: string): FileSystem {
  const path = (name: string): string => join(directory, name)
  return {
    makeFolder: async (name) => {
      await mkdir(path(name), { recursive: true, mode: 0o700 })
    },
    list: async (folder) => (await readdir(path(folder))).sort(),
    size: (name) => within(path(name), constants.O_RDONLY, async (file) => (await file.stat()).size, true),
    read: async (name, offset, length) => {
      const read = (file: FileHandle): Promise<Uint8Array> => readFully(file, offset, length)
      return (await within(path(name), constants.O_RDONLY, read)) ?? new Uint8Array(0)
    },
    write: async (name, offset, bytes) => {
      await within(path(name), constants.O_RDWR | constants.O_CREAT, async (file) => {
        await writeFully(file, offset, bytes)
        await file.datasync()
      })
    },
    truncate: async (name, length) => {
      await within(path(name), constants.O_RDWR, async (file) => {
        await file.truncate(length)
        await file.datasync()
      })
    },
    remove: (name) => unlink(path(name)),
    syncFolder: async (folder) => {
      await within(path(folder), constants.O_RDONLY | constants.O_DIRECTORY, (file) => file.sync())
    },
    lock: () => acquireLock(path('lock')),
  }
}

async function within<T>(
  path: string,
  flags: number,
  use: (file: FileHandle) => Promise<T>,
  mayBeMissing = false,
): Promise<T | undefined> {
  let file: FileHandle
  try {
    file = await open(path, flags, 0o600)
  } catch (error) {
    if (mayBeMissing && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    return await use(file)
  } finally {
    await file.close()
  }
}

async function readFully(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}

async function writeFully(file: FileHandle, offset: number, bytes: Uint8Array): Promise<void> {
  let written = 0
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, offset + written)
    written += bytesWritten
  }
}
