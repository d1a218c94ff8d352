/** Shell patterns as fnmatch(3) without flags reads them: `*` and `?` match slashes and leading dots, bytes not characters. */
import { lower } from './compare.ts'

const code = (character: string): number => character.charCodeAt(0)
const star = code('*')
const question = code('?')
const open = code('[')
const close = code(']')
const backslash = code('\\')
const dash = code('-')

/** Whether the whole text matches the pattern. */
export function globMatches(pattern: Uint8Array, text: Uint8Array, ignoreCase: boolean): boolean {
  const value = ignoreCase ? lower(text) : text
  // Only the last star needs to be tried again: what it takes more is never taken from the ones before.
  let retry: { readonly at: number; from: number } | undefined
  let at = 0
  let from = 0
  while (from < value.length || at < pattern.length) {
    if (pattern[at] === star) {
      at += 1
      retry = { at, from }
      continue
    }
    const byte = value[from]
    const end = byte === undefined || at >= pattern.length ? null : matchOne(pattern, at, byte, ignoreCase)
    if (end !== null) {
      at = end
      from += 1
      continue
    }
    if (retry === undefined || retry.from >= value.length) return false
    retry.from += 1
    at = retry.at
    from = retry.from
  }
  return true
}

/** Where the pattern goes on if what stands at `at` matches the byte, else null. */
function matchOne(pattern: Uint8Array, at: number, byte: number, ignoreCase: boolean): number | null {
  const fold = (other: number): number => (ignoreCase && other >= 65 && other <= 90 ? other + 32 : other)
  const first = pattern[at]
  if (first === question) return at + 1
  if (first === backslash) {
    const escaped = pattern[at + 1]
    return escaped !== undefined && fold(escaped) === byte ? at + 2 : null
  }
  if (first === open) {
    const set = readSet(pattern, at, fold)
    if (set !== null) return set.matches(byte) ? set.end : null
  }
  return first !== undefined && fold(first) === byte ? at + 1 : null
}

interface ByteSet {
  readonly end: number
  readonly matches: (byte: number) => boolean
}

/** A set in brackets; null if the bracket is never closed and so stands for itself. */
function readSet(pattern: Uint8Array, start: number, fold: (byte: number) => number): ByteSet | null {
  let at = start + 1
  const negated = pattern[at] === code('!') || pattern[at] === code('^')
  if (negated) at++
  const tests: ((byte: number) => boolean)[] = []
  for (let first = true; first || pattern[at] !== close; first = false) {
    if (at >= pattern.length) return null
    const named = namedClass(pattern, at)
    if (named !== null) {
      tests.push(named.test)
      at = named.end
      continue
    }
    if (pattern[at] === backslash) at++
    const from = pattern[at]
    if (from === undefined) return null
    at++
    if (pattern[at] !== dash || pattern[at + 1] === close || pattern[at + 1] === undefined) {
      tests.push((byte) => byte === fold(from))
      continue
    }
    at += pattern[at + 1] === backslash ? 2 : 1
    const to = pattern[at]
    if (to === undefined) return null
    at++
    tests.push((byte) => byte >= fold(from) && byte <= fold(to))
  }
  return { end: at + 1, matches: (byte) => tests.some((test) => test(byte)) !== negated }
}

const namedTests: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t\n\v\f\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
}

/** A class such as `[:alpha:]` inside a set. */
function namedClass(pattern: Uint8Array, at: number): { end: number; test: (byte: number) => boolean } | null {
  const match = /^\[:([a-z]+):\]/.exec(String.fromCharCode(...pattern.subarray(at, at + 12)))
  const test = match === null ? undefined : namedTests[match[1] ?? '']
  if (match === null || test === undefined) return null
  return { end: at + match[0].length, test: (byte) => test.test(String.fromCharCode(byte)) }
}
