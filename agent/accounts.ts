/** Reads names by id from /etc/passwd and /etc/group. */
import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import type { User } from '#wasm-runtime'
import type { NamedId } from './hot/messages.ts'

/** The entries of a file of `name:password:id:…` lines, in order; lines of another shape are passed over. */
export function parseAccounts(text: string): readonly NamedId[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', , id = ''] = line.split(':')
    return name !== '' && /^\d+$/.test(id) ? [{ id: Number(id), name }] : []
  })
}

/** The users of a file like /etc/passwd. */
export function parseUsers(text: string): readonly User[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', , id = '', , , homeDirectory = '', shell = ''] = line.split(':')
    return name !== '' && /^\d+$/.test(id) ? [{ id: Number(id), name, homeDirectory, shell }] : []
  })
}

const accountFiles = ['/etc/passwd', '/etc/group']
const lookEveryMs = 5_000

/** Tells of users and groups again whenever one of the files changes; the answer ends that. */
export function watchAccounts(tell: (users: readonly User[], groups: readonly NamedId[]) => void): () => void {
  const changed = (): void => {
    const { users, groups } = readAccounts()
    tell(users, groups)
  }
  for (const file of accountFiles) watchFile(file, { interval: lookEveryMs, persistent: false }, changed)
  return () => {
    for (const file of accountFiles) unwatchFile(file, changed)
  }
}

/** The users and groups of this machine; a file that is not there has none. */
export const readAccounts = (): { users: readonly User[]; groups: readonly NamedId[] } => ({
  users: parseUsers(readIfThere('/etc/passwd')),
  groups: parseAccounts(readIfThere('/etc/group')),
})

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}
