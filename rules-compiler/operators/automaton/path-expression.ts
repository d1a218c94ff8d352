/** pmatch: the path begins with one of the search paths, segment by segment; doubled slashes count once. */
import { anything, byte, choice, type Expression, literal, nothing, repeat, sequence } from './expression.ts'
import { globExpression } from './glob-expression.ts'

const slash = 0x2f

function segmentsOf(path: Uint8Array): Uint8Array[] {
  const segments: Uint8Array[] = []
  let from = 0
  for (let at = 0; at <= path.length; at++) {
    if (at < path.length && path[at] !== slash) continue
    if (at > from) segments.push(path.subarray(from, at))
    from = at + 1
  }
  return segments
}

const isPattern = (segment: Uint8Array): boolean => segment.some((b) => b === 0x3f || b === 0x2a || b === 0x5b)

const segmentExpression = (segment: Uint8Array): Expression =>
  isPattern(segment) ? globExpression(segment, false, slash) : literal(segment)

function searchExpression(path: Uint8Array): Expression {
  const segments = segmentsOf(path)
  if (segments.length === 0) return anything
  const parts = segments.map((segment, i) =>
    sequence(repeat(byte(slash), i === 0 ? 0 : 1, null), segmentExpression(segment)),
  )
  return sequence(...parts, choice(nothing, sequence(byte(slash), anything)))
}

/** Paths that one of the search paths leads to. */
export const pathExpression = (paths: readonly Uint8Array[]): Expression => choice(...paths.map(searchExpression))
