/** Sets of integers as the places where membership changes: below the first toggle `first`, from there on its opposite. */

/** A set of integers, and whether the absent value belongs to it. */
export interface RangeSet {
  readonly kind: 'ranges'
  readonly absent: boolean
  readonly first: boolean
  readonly toggles: readonly bigint[]
  /** The same for equal sets. */
  readonly key: string
}

type Combine = (a: boolean, b: boolean) => boolean

function make(absent: boolean, first: boolean, toggles: readonly bigint[]): RangeSet {
  return { kind: 'ranges', absent, first, toggles, key: `${absent} ${first} ${toggles.join(' ')}` }
}

/** Every integer; absent does not belong. */
export const everyInteger: RangeSet = make(false, true, [])

/** From `least` to `most`, both included; null leaves a side open. */
export function range(least: bigint | null, most: bigint | null): RangeSet {
  if (least !== null && most !== null && least > most) return make(false, false, [])
  const toggles = [...(least === null ? [] : [least]), ...(most === null ? [] : [most + 1n])]
  return make(false, least === null, toggles)
}

/** Whether an integer belongs. */
export function hasInteger({ first, toggles }: RangeSet, value: bigint): boolean {
  const crossed = toggles.filter((toggle) => toggle <= value).length
  return crossed % 2 === 0 ? first : !first
}

/** The set whose members are decided by `combine` from membership in both. */
export function combineRanges(a: RangeSet, b: RangeSet, combine: Combine): RangeSet {
  const first = combine(a.first, b.first)
  const places = [...new Set([...a.toggles, ...b.toggles])].sort((x, y) => (x < y ? -1 : 1))
  const toggles: bigint[] = []
  let inside = first
  for (const place of places) {
    const next = combine(hasInteger(a, place), hasInteger(b, place))
    if (next !== inside) toggles.push(place)
    inside = next
  }
  return make(combine(a.absent, b.absent), first, toggles)
}

/** Whether there is no integer in it and absent neither. */
export const hasNoInteger = ({ absent, first, toggles }: RangeSet): boolean => !absent && !first && toggles.length === 0

/** Whether everything is in it, absent too. */
export const hasEveryInteger = ({ absent, first, toggles }: RangeSet): boolean =>
  absent && first && toggles.length === 0
