/**
 * Sets of texts that can be told by exact texts and prefixes: the exact text decides, else the longest prefix. They are
 * closed under and, or and not. Addresses are texts of 128 binary digits here, so that nets are prefixes.
 */

/** A set of texts, and whether the absent value belongs to it. */
export interface PrefixSet {
  readonly kind: 'prefixes'
  readonly absent: boolean
  /** The empty prefix is always there. */
  readonly prefixes: ReadonlyMap<string, boolean>
  readonly exacts: ReadonlyMap<string, boolean>
  /** The same for equal sets. */
  readonly key: string
}

type Combine = (a: boolean, b: boolean) => boolean
type Entries = ReadonlyMap<string, boolean>

const lengths = new WeakMap<ReadonlyMap<string, unknown>, readonly number[]>()

/** The lengths that occur among the prefixes, longest first. */
function lengthsOf(prefixes: ReadonlyMap<string, unknown>): readonly number[] {
  const known = lengths.get(prefixes)
  if (known !== undefined) return known
  const found = [...new Set([...prefixes.keys()].map(({ length }) => length))].sort((a, b) => b - a)
  lengths.set(prefixes, found)
  return found
}

/** What the longest prefix of the text says. */
export function longestPrefix<T>(prefixes: ReadonlyMap<string, T>, text: string): T {
  for (const length of lengthsOf(prefixes)) {
    if (length > text.length) continue
    const found = prefixes.get(text.slice(0, length))
    if (found !== undefined) return found
  }
  throw new Error('the empty prefix is missing')
}

/** Whether a text belongs. */
export const hasText = ({ prefixes, exacts }: PrefixSet, text: string): boolean =>
  exacts.get(text) ?? longestPrefix(prefixes, text)

/** What the longest prefix that is shorter than the text says. */
function parentOf(prefixes: Entries, text: string): boolean {
  for (const length of lengthsOf(prefixes)) {
    const found = length < text.length ? prefixes.get(text.slice(0, length)) : undefined
    if (found !== undefined) return found
  }
  throw new Error('the empty prefix is missing')
}

const byText = ([a]: readonly [string, boolean], [b]: readonly [string, boolean]): number => (a < b ? -1 : 1)

/** Without the entries that say what would hold without them. */
function make(absent: boolean, prefixes: Entries, exacts: Entries): PrefixSet {
  const kept = new Map([...prefixes].filter(([text, inside]) => text === '' || parentOf(prefixes, text) !== inside))
  const exact = new Map([...exacts].filter(([text, inside]) => longestPrefix(kept, text) !== inside))
  let key: string | undefined
  return {
    kind: 'prefixes',
    absent,
    prefixes: kept,
    exacts: exact,
    get key() {
      key ??= JSON.stringify([absent, [...kept].sort(byText), [...exact].sort(byText)])
      return key
    },
  }
}

/** Every text; absent does not belong. */
export const everyText: PrefixSet = make(false, new Map([['', true]]), new Map())

/** The texts that begin with `prefix`. */
export const textsFrom = (prefix: string): PrefixSet =>
  prefix === ''
    ? everyText
    : make(
        false,
        new Map([
          ['', false],
          [prefix, true],
        ]),
        new Map(),
      )

/** That text alone. */
export const theText = (text: string): PrefixSet => make(false, new Map([['', false]]), new Map([[text, true]]))

/** The set whose members are decided by `combine` from membership in both. */
export function combinePrefixes(a: PrefixSet, b: PrefixSet, combine: Combine): PrefixSet {
  const prefixes = new Map<string, boolean>()
  for (const text of [...a.prefixes.keys(), ...b.prefixes.keys()])
    prefixes.set(text, combine(longestPrefix(a.prefixes, text), longestPrefix(b.prefixes, text)))
  const exacts = new Map<string, boolean>()
  for (const text of [...a.exacts.keys(), ...b.exacts.keys()])
    exacts.set(text, combine(hasText(a, text), hasText(b, text)))
  return make(combine(a.absent, b.absent), prefixes, exacts)
}

/** Whether no text is in it and absent neither. */
export const hasNoText = ({ absent, prefixes, exacts }: PrefixSet): boolean =>
  !absent && prefixes.size === 1 && exacts.size === 0 && prefixes.get('') === false

/** Whether everything is in it, absent too. */
export const hasEveryText = ({ absent, prefixes, exacts }: PrefixSet): boolean =>
  absent && prefixes.size === 1 && exacts.size === 0 && prefixes.get('') === true
