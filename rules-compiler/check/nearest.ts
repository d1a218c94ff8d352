/** Guesses what a misspelt name should have been. */
import { eventCodeCounts, genericSyscalls } from '#schema/event-names'
import type { Source } from '../load/source.ts'

/** The most letters in which a guess may differ. */
const maxDistance = 2

/** Longer names are no misspelt ones. */
const maxLength = 80

/** `did you mean …?` for a fault about a name that does not exist, or nothing. */
export function hintFor(message: string, source: Source): string {
  const field = /nonexistent field ([\w.]+)/.exec(message)?.[1]
  const eventType = /^unknown event type (\w+)$/.exec(message)?.[1]
  const nearest =
    field !== undefined
      ? nearestOf(field, source.fields.keys())
      : eventType !== undefined
        ? nearestOf(eventType, [...eventCodeCounts.keys(), ...genericSyscalls])
        : null
  return nearest === null ? '' : `did you mean ${nearest}?`
}

/** The name that differs least, if it differs in few letters; of several the first. */
export function nearestOf(name: string, names: Iterable<string>): string | null {
  if (name.length > maxLength) return null
  let nearest: string | null = null
  let least = maxDistance + 1
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) >= least) continue
    const distance = distanceOf(name, candidate)
    if (distance < least) {
      least = distance
      nearest = candidate
    }
  }
  return nearest
}

/** Insertions, deletions and replacements of letters from one name to the other. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
