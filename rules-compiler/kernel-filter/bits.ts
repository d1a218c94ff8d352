/** What a column of bits must have: at least one of each group in `any`, and none of `none`. */

/** A conjunction of tests; no groups and no bits mean no test. */
export interface Bits {
  readonly any: readonly number[]
  readonly none: number
}

/** No test at all. */
export const noBits: Bits = { any: [], none: 0 }

/** At least one of the bits. */
export const anyOf = (bits: number): Bits => ({ any: [bits], none: 0 })

/** None of the bits. */
export const noneOf = (bits: number): Bits => ({ any: [], none: bits })

const isPartOf = (part: number, whole: number): boolean => (part & ~whole) === 0

/** Groups without those that another one implies. */
const smallest = (groups: readonly number[]): readonly number[] =>
  [...new Set(groups)]
    .filter((group) => !groups.some((other) => other !== group && isPartOf(other, group)))
    .sort((a, b) => a - b)

/** Both at once; null if that cannot be. */
export function bothBits(a: Bits, b: Bits): Bits | null {
  const none = a.none | b.none
  const any = smallest([...a.any, ...b.any].map((group) => group & ~none))
  return any.includes(0) ? null : { any, none }
}

/** Whether `a` implies `b`. */
export const impliesBits = (a: Bits, b: Bits): boolean =>
  isPartOf(b.none, a.none) && b.any.every((group) => a.any.some((other) => isPartOf(other, group)))

/** What both imply. */
export function eitherBits(a: Bits, b: Bits): Bits {
  const implied = [...a.any, ...b.any].filter((group) => impliesBits(a, anyOf(group)) && impliesBits(b, anyOf(group)))
  return { any: smallest(implied), none: a.none & b.none }
}

/** Whether it tests anything. */
export const isNoTest = ({ any, none }: Bits): boolean => any.length === 0 && none === 0

/** The same for equal tests. */
export const bitsKey = ({ any, none }: Bits): string => `${any.join(',')}/${none}`
