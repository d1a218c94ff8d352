import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for containers; `clear` takes it away with all that is mounted below. */
export function workshop(): { readonly folder: string; readonly clear: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'eyas-containers-'))
  const clear = (): void => {
    const mounts = execFileSync('findmnt', ['-rno', 'TARGET'], { encoding: 'utf8' }).split('\n')
    for (const mount of mounts.filter((one) => one.startsWith(`${folder}/`)).reverse())
      execFileSync('umount', ['-l', mount])
    rmSync(folder, { recursive: true, force: true })
  }
  return { folder, clear }
}
