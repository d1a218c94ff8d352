/** What was made before, in a directory, by the hash of what it was made from. */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** SHA-256 of values as JSON, in hex. */
export const hashOf = (...values: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(values)).digest('hex')

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

function read(path: string): Uint8Array<ArrayBuffer> | null {
  try {
    return new Uint8Array(readFileSync(path))
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

/** Answers the file of that hash, made now if it is not there; without a directory it is made each time. */
export async function cached(
  directory: string | undefined,
  hash: string,
  make: () => Promise<Uint8Array<ArrayBuffer>>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (directory === undefined) return make()
  const path = join(directory, hash)
  const found = read(path)
  if (found !== null) return found
  const made = await make()
  mkdirSync(directory, { recursive: true })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, made)
  renameSync(draft, path)
  return made
}
