/** Which programs of container runtimes are on this machine. */
import { accessSync, constants } from 'node:fs'

const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin']

function isThere(name: string): boolean {
  return folders.some((folder) => {
    try {
      accessSync(`${folder}/${name}`, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** Why containers of these programs cannot be started here; undefined where they can. */
export function whyNoContainers(...programs: readonly string[]): string | undefined {
  if (process.getuid?.() !== 0) return 'containers are started as root'
  const missing = ['busybox', ...programs].filter((name) => !isThere(name))
  return missing.length === 0 ? undefined : `${missing.join(', ')} not installed`
}
