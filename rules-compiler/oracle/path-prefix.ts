/** pmatch: whether a path is the given one or below it, part by part; parts may be shell patterns. */
import { globMatches } from './glob.ts'
import { sameBytes } from './value.ts'

const slash = 47

/** The parts of a path between its slashes, empty ones left out. */
function partsOf(path: Uint8Array): readonly Uint8Array[] {
  const parts: Uint8Array[] = []
  let start = 0
  for (let at = 0; at <= path.length; at++)
    if (at === path.length || path[at] === slash) {
      if (at > start) parts.push(path.subarray(start, at))
      start = at + 1
    }
  return parts
}

const isPattern = (part: Uint8Array): boolean => part.some((byte) => byte === 63 || byte === 42 || byte === 91)

/** Whether `path` is `prefix` or below it. */
export function isUnderPath(path: Uint8Array, prefix: Uint8Array): boolean {
  const parts = partsOf(path)
  return partsOf(prefix).every((wanted, index) => {
    const part = parts[index]
    if (part === undefined) return false
    return isPattern(wanted) ? globMatches(wanted, part, false) : sameBytes(wanted, part)
  })
}
