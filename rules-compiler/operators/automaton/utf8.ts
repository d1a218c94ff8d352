/** Ranges of characters as sequences of ranges of bytes. */
import { bytesWhere, choice, type Expression, oneOf, sequence } from './expression.ts'

/** First and last character, both within. */
export type Range = readonly [low: number, high: number]

export const lastCharacter = 0x10ffff

const boundaries = [0x7f, 0x7ff, 0xffff, lastCharacter]

function encoded(character: number): number[] {
  if (character < 0x80) return [character]
  if (character < 0x800) return [0xc0 | (character >> 6), 0x80 | (character & 63)]
  if (character < 0x10000) return [0xe0 | (character >> 12), 0x80 | ((character >> 6) & 63), 0x80 | (character & 63)]
  return [
    0xf0 | (character >> 18),
    0x80 | ((character >> 12) & 63),
    0x80 | ((character >> 6) & 63),
    0x80 | (character & 63),
  ]
}

/** Splits a range where its bytes would not be ranges of their own. */
function split([low, high]: Range): Range[] {
  for (const boundary of boundaries) {
    if (low <= boundary && boundary < high) return [...split([low, boundary]), ...split([boundary + 1, high])]
  }
  if (low < 0x80) return [[low, high]]
  for (let bits = 6; bits <= 18; bits += 6) {
    const mask = (1 << bits) - 1
    if ((low & ~mask) === (high & ~mask)) break
    if ((low & mask) !== 0) return [...split([low, low | mask]), ...split([(low | mask) + 1, high])]
    if ((high & mask) !== mask) return [...split([low, (high & ~mask) - 1]), ...split([high & ~mask, high])]
  }
  return [[low, high]]
}

/** Characters in any of the ranges, as UTF-8. */
export function charactersExpression(ranges: readonly Range[]): Expression {
  const options = ranges.flatMap(split).map(([low, high]) => {
    const last = encoded(high)
    return sequence(...encoded(low).map((from, i) => oneOf(bytesWhere((b) => b >= from && b <= (last[i] ?? from)))))
  })
  return choice(...options)
}

/** The characters that none of the ranges has. */
export function complement(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0])
  const rest: Range[] = []
  let next = 0
  for (const [low, high] of sorted) {
    if (low > next) rest.push([next, low - 1])
    next = Math.max(next, high + 1)
  }
  if (next <= lastCharacter) rest.push([next, lastCharacter])
  return rest
}
