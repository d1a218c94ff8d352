/** getopt: short options of a command line, in the manner of getopt(3); long ones are passed over. */
import { sameBytes, type Values } from './value.ts'

const dash = 45
const colon = 58
const questionMark = Uint8Array.of(63)
const endOfOptions = Uint8Array.of(dash, dash)

/** Arguments: the optstring, the selected option (empty for all), then the words of the command line. */
export function getopt([optstring, selector, ...words]: readonly Uint8Array[]): Values | undefined {
  if (optstring === undefined || selector === undefined) throw new Error('getopt has an optstring and a selector')
  const found = options(optstring, words)
  const selected = selector[0]
  if (selected === undefined) return { members: found.flatMap(spread), list: true }
  const last = found.filter(({ option }) => option === selected).at(-1)
  return last === undefined ? undefined : { members: [last.value ?? Uint8Array.of(last.option ?? 0)], list: false }
}

interface Found {
  /** Null for an option that the optstring does not have. */
  readonly option: number | null
  /** Null if the option takes none; `missing` if it does and there is none. */
  readonly value: Uint8Array | null
  readonly missing?: true
}

function spread({ option, value, missing }: Found): readonly Uint8Array[] {
  if (option === null) return [questionMark]
  if (missing) return [new Uint8Array()]
  return value === null ? [Uint8Array.of(option)] : [Uint8Array.of(option), value]
}

function options(optstring: Uint8Array, words: readonly Uint8Array[]): readonly Found[] {
  const takesValue = readOptstring(optstring)
  const found: Found[] = []
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? new Uint8Array()
    if (sameBytes(word, endOfOptions)) break
    if (word.length > 2 && word[0] === dash && word[1] === dash) continue
    if (word.length < 2 || word[0] !== dash) break
    if (readCluster(word, words[index + 1], takesValue, found)) index++
  }
  return found
}

/** Reads the options of one word; true if the next word was taken as a value. */
function readCluster(
  word: Uint8Array,
  next: Uint8Array | undefined,
  takesValue: ReadonlyMap<number, boolean>,
  found: Found[],
): boolean {
  for (let at = 1; at < word.length; at++) {
    const option = word[at] ?? 0
    const wantsValue = takesValue.get(option)
    if (wantsValue === undefined) found.push({ option: null, value: null })
    else if (!wantsValue) found.push({ option, value: null })
    else {
      const value = at + 1 < word.length ? word.subarray(at + 1) : next
      found.push(value === undefined ? { option, value: new Uint8Array(), missing: true } : { option, value })
      return at + 1 >= word.length && next !== undefined
    }
  }
  return false
}

function readOptstring(optstring: Uint8Array): ReadonlyMap<number, boolean> {
  const takesValue = new Map<number, boolean>()
  for (let at = 0; at < optstring.length; at++) {
    const option = optstring[at] ?? 0
    if (option === colon) continue
    takesValue.set(option, (takesValue.get(option) ?? false) || optstring[at + 1] === colon)
  }
  return takesValue
}
