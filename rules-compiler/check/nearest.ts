/** Guesses what a misspelt name should have been. */

/** The most letters in which a guess may differ. */
const maxDistance = 2

/** Longer names are no misspelt ones. */
const maxLength = 80

/** `did you mean …?` with the nearest of the names, or nothing. */
export function didYouMean(name: string, names: Iterable<string>): string {
  const nearest = nearestOf(name, names)
  return nearest === null ? '' : `did you mean ${nearest}?`
}

/**
 * The name that differs least, if it differs in few letters and not in nearly all; of several one that
 * begins with it, or the first.
 */
export function nearestOf(name: string, names: Iterable<string>): string | null {
  if (name.length > maxLength) return null
  let nearest: string | null = null
  let least = Math.min(maxDistance, Math.max(0, name.length - 2)) + 1
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) > least) continue
    const distance = distanceOf(name, candidate, least)
    const isContinued = nearest !== null && candidate.startsWith(name) && !nearest.startsWith(name)
    if (distance < least || (distance === least && isContinued)) {
      least = distance
      nearest = candidate
    }
  }
  return nearest
}

/** Insertions, deletions and replacements of letters from one name to the other; any number beyond `most` if more. */
function distanceOf(a: string, b: string, most: number): number {
  const width = b.length + 1
  const row = Uint16Array.from({ length: width }, (_, index) => index)
  for (let i = 1; i < a.length + 1; i++) {
    const letter = a.charCodeAt(i - 1)
    let corner = i - 1
    let least = i
    row[0] = i
    for (let j = 1; j < width; j++) {
      const above = row[j] ?? 0
      const replaced = letter === b.charCodeAt(j - 1) ? corner : corner + 1
      const here = Math.min(replaced, above + 1, (row[j - 1] ?? 0) + 1)
      corner = above
      row[j] = here
      if (here < least) least = here
    }
    if (least > most) return least
  }
  return row[b.length] ?? 0
}

/** Guesses among the names that files define, as long as comparing them takes no time to speak of. */
export class Guesses {
  #comparisonsLeft = 200_000

  /** The nearest of the names, or null. */
  nearest(name: string, names: ReadonlyMap<string, unknown>): string | null {
    this.#comparisonsLeft -= names.size
    return this.#comparisonsLeft < 0 ? null : nearestOf(name, names.keys())
  }

  /** `did you mean …?`, or nothing. */
  didYouMean(name: string, names: ReadonlyMap<string, unknown>): string {
    const nearest = this.nearest(name, names)
    return nearest === null ? '' : `did you mean ${nearest}?`
  }
}
