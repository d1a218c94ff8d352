/** fnmatch(3) without flags, byte by byte: `*`, `?`, `[…]` and `\`. */
import { anything, type ByteSet, byte, bytesWhere, type Expression, oneOf, repeat, sequence } from './expression.ts'
import { posixClasses } from './posix-classes.ts'

const code = (character: string): number => character.charCodeAt(0)
const star = code('*')
const question = code('?')
const open = code('[')
const close = code(']')
const backslash = code('\\')
const caret = code('^')
const bang = code('!')
const dash = code('-')
const colon = code(':')

interface Bracket {
  readonly set: ByteSet
  readonly end: number
}

const decoder = new TextDecoder('latin1')

/** `[:name:]` at `at`; null if there is none. */
function classAt(
  pattern: Uint8Array,
  at: number,
): { readonly claim: (byte: number) => boolean; readonly end: number } | null {
  if (pattern[at] !== open || pattern[at + 1] !== colon) return null
  const end = decoder.decode(pattern).indexOf(':]', at + 2)
  if (end < 0) return null
  const claim = posixClasses[decoder.decode(pattern.subarray(at + 2, end))]
  return claim === undefined ? null : { claim, end: end + 2 }
}

/** The bracket that begins at `at`; null if it never ends, so that `[` stands for itself. */
function bracketAt(pattern: Uint8Array, at: number): Bracket | null {
  let next = at + 1
  const negated = pattern[next] === bang || pattern[next] === caret
  if (negated) next++
  const claims: ((byte: number) => boolean)[] = []
  for (let first = true; next < pattern.length && (first || pattern[next] !== close); first = false) {
    const named = classAt(pattern, next)
    if (named !== null) {
      claims.push(named.claim)
      next = named.end
      continue
    }
    if (pattern[next] === backslash && next + 1 < pattern.length) next++
    const low = pattern[next++] ?? 0
    let high = low
    if (pattern[next] === dash && next + 1 < pattern.length && pattern[next + 1] !== close) {
      next++
      if (pattern[next] === backslash && next + 1 < pattern.length) next++
      high = pattern[next++] ?? 0
    }
    claims.push((b) => b >= low && b <= high)
  }
  if (next >= pattern.length) return null
  return { set: bytesWhere((b) => claims.some((claim) => claim(b)) !== negated), end: next + 1 }
}

const isLetter = (b: number): boolean => (b | 0x20) >= 0x61 && (b | 0x20) <= 0x7a

/** The set with each letter in both cases. */
const folded = (set: ByteSet): ByteSet => bytesWhere((b) => set[b] === true || (isLetter(b) && set[b ^ 0x20] === true))

/** A pattern as an expression; `fold` makes no difference between cases, `without` is a byte that nothing matches. */
export function globExpression(pattern: Uint8Array, fold: boolean, without: number | null = null): Expression {
  const restrict = (set: ByteSet): ByteSet =>
    without === null ? set : bytesWhere((b) => b !== without && set[b] === true)
  const finish = (set: ByteSet): Expression => oneOf(restrict(fold ? folded(set) : set))
  const any = bytesWhere(() => true)
  const parts: Expression[] = []
  for (let at = 0; at < pattern.length; ) {
    const value = pattern[at] ?? 0
    const bracket = value === open ? bracketAt(pattern, at) : null
    if (value === star) parts.push(without === null ? anything : repeat(finish(any), 0, null))
    else if (value === question) parts.push(finish(any))
    else if (bracket !== null) parts.push(finish(bracket.set))
    else {
      if (value === backslash && at + 1 < pattern.length) at++
      const wanted = pattern[at] ?? 0
      parts.push(fold ? finish(bytesWhere((b) => b === wanted)) : byte(wanted))
    }
    at = bracket === null ? at + 1 : bracket.end
  }
  return sequence(...parts)
}
