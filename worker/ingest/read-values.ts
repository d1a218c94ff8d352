/** Reads plain values out of what was decoded. Each takes a fallback after a fault, so that one pass finds them all. */
import type { Faults } from '../fault.ts'

/** A decoded map. */
export type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)

/** A map, or an empty one with a fault. */
export const readMap = (value: unknown, place: string, faults: Faults): Fields => {
  if (isFields(value)) return value
  faults.add('not_a_map', place, 'must be a map')
  return {}
}

/** A list of at most `max` items, each read by `read`. */
export const readList = <T>(
  value: unknown,
  place: string,
  max: number,
  faults: Faults,
  read: (item: unknown, place: string) => T,
): readonly T[] => {
  if (!Array.isArray(value) || value.length > max) {
    faults.add('not_a_list', place, `must be a list of at most ${max} items`)
    return []
  }
  const items: T[] = []
  for (let index = 0; index < value.length && !faults.isFull; index++)
    items.push(read(value[index], `${place}[${index}]`))
  return items
}

/** Text of at most `max` units. */
export const readText = (value: unknown, place: string, max: number, faults: Faults): string => {
  if (typeof value === 'string' && value.length <= max) return value
  faults.add('not_text', place, `must be text of at most ${max} characters`)
  return ''
}

/** Text that matches a pattern. */
export const readPattern = (value: unknown, place: string, pattern: RegExp, hint: string, faults: Faults): string => {
  if (typeof value === 'string' && value.length <= 256 && pattern.test(value)) return value
  faults.add('not_in_form', place, hint)
  return ''
}

/** A whole number from `least` up that a double holds exactly. */
export const readCount = (value: unknown, place: string, least: number, faults: Faults): number => {
  const number = typeof value === 'bigint' ? Number(value) : value
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= least) return number
  faults.add('not_a_count', place, `must be a whole number, ${least} or more`)
  return least
}

/** Nanoseconds: a 64-bit integer from `least` up; small ones may come as plain numbers. */
export const readNs = (value: unknown, place: string, least: bigint, faults: Faults): bigint => {
  const ns = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value
  if (typeof ns === 'bigint' && ns >= least && ns < 1n << 63n) return ns
  faults.add('not_nanoseconds', place, 'must be nanoseconds in a 64-bit integer')
  return least
}

/** True or false. */
export const readFlag = (value: unknown, place: string, faults: Faults): boolean => {
  if (typeof value === 'boolean') return value
  faults.add('not_a_flag', place, 'must be true or false')
  return false
}
