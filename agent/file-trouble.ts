/** What the file system says of a path, in words: `x.scap does not exist`. */

const meanings: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read',
  EPERM: 'may not be read',
  EISDIR: 'is a folder',
}

/** The words for an error of the file system while `path` was read; undefined for other errors. */
export function readTrouble(path: string, error: unknown): string | undefined {
  const meaning = meanings[codeOf(error)]
  return meaning === undefined ? undefined : `${path} ${meaning}`
}

const refusals: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder does not exist',
  EACCES: 'it may not be written',
  EPERM: 'it may not be written',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
}

/** Why a file could not be written, in words; undefined for errors that have none. */
export const writeTrouble = (error: unknown): string | undefined => refusals[codeOf(error)]

/** The code of an error of the file system, such as `ENOENT`; empty for others. */
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
