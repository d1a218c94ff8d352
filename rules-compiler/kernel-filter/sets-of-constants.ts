/** Comparisons with one constant as sets: numbers, texts of a path, addresses. */
import { isMapped } from '../check/address.ts'
import { type Bounds, type BoundsOf, exactly, except } from './bounds.ts'
import { both, complement, either, withAbsent } from './fact-set.ts'
import { everyText, type PrefixSet, textsFrom, theText } from './prefix-set.ts'
import { type RangeSet, range } from './range-set.ts'

/** Numbers beyond this are not looked up: the filter travels as JSON. */
const largest = BigInt(Number.MAX_SAFE_INTEGER)

/** Numbers by order and equality. */
export const numbers: BoundsOf<RangeSet> = (operator, literal) => {
  if (literal.kind !== 'integer' || literal.value > largest || literal.value < -largest) return null
  const { value } = literal
  switch (operator) {
    case '=':
      return exactly(range(value, value))
    case '!=':
      return except(exactly(range(value, value)))
    case '<':
      return exactly(range(null, value - 1n))
    case '<=':
      return exactly(range(null, value))
    case '>':
      return exactly(range(value + 1n, null))
    case '>=':
      return exactly(range(value, null))
    default:
      return null
  }
}

/** Bytes as a text with a character for each. */
export const characters = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')

const nothing: PrefixSet = withAbsent(complement(everyText), false)
const atMost = (over: PrefixSet): Bounds<PrefixSet> => ({ over, under: nothing })

/** A directory and all below it, for names that are normal. */
const tree = (path: string): PrefixSet => (path === '/' ? textsFrom('/') : either(theText(path), textsFrom(`${path}/`)))

/** pmatch: the parts must be the same one by one; from the first pattern on, only a lower bound of the depth is known. */
function under(prefix: string): Bounds<PrefixSet> {
  const parts = prefix.split('/').filter((part) => part !== '')
  const pattern = parts.findIndex((part) => /[?*[]/.test(part))
  if (pattern === -1) return exactly(parts.length === 0 ? everyText : tree(`/${parts.join('/')}`))
  const above = parts.slice(0, pattern)
  return atMost(textsFrom(above.length === 0 ? '/' : `/${above.join('/')}/`))
}

/** What a shell pattern begins with, before its first special character. */
const fixedStart = (pattern: string): string => /^[^*?[\\]*/.exec(pattern)?.[0] ?? ''

function glob(pattern: string): Bounds<PrefixSet> {
  const start = fixedStart(pattern)
  return start === pattern ? exactly(theText(pattern)) : atMost(textsFrom(start))
}

/** Texts by equality and beginning. */
export const texts: BoundsOf<PrefixSet> = (operator, literal) => {
  if (literal.kind !== 'bytes') return null
  const text = characters(literal.value)
  switch (operator) {
    case '=':
      return exactly(theText(text))
    case '!=':
      return except(exactly(theText(text)))
    case 'startswith':
      return exactly(textsFrom(text))
    case 'glob':
      return glob(text)
    default:
      return null
  }
}

/** Normal absolute names, which pmatch can tell too. */
export const names: BoundsOf<PrefixSet> = (operator, literal) =>
  operator === 'pmatch' && literal.kind === 'bytes' ? under(characters(literal.value)) : texts(operator, literal)

/** The last part of a path turned around, for what is asked of a name's end. */
export const backwards = (text: string): string => [...text].reverse().join('')

/** Names by their end. */
export const ends: BoundsOf<PrefixSet> = (operator, literal) =>
  operator === 'endswith' && literal.kind === 'bytes' ? exactly(textsFrom(backwards(characters(literal.value)))) : null

/** Names that hold a text by one part that must be among theirs: what stands between two slashes of the text. */
export const parts: BoundsOf<PrefixSet> = (operator, literal) => {
  if (operator !== 'contains' || literal.kind !== 'bytes') return null
  const whole = characters(literal.value).split('/').slice(1, -1)
  const longest = whole.reduce((a, b) => (b.length > a.length ? b : a), '')
  return longest === '' ? null : atMost(theText(longest))
}

/** 16 bytes as 128 binary digits. */
export const digits = (address: Uint8Array): string =>
  Array.from(address, (byte) => byte.toString(2).padStart(8, '0')).join('')

const mapped = textsFrom(`${'0'.repeat(80)}${'1'.repeat(16)}`)

/** Addresses by net: one of IPv6 holds no IPv4 address, however short its prefix. */
export const nets: BoundsOf<PrefixSet> = (operator, literal) => {
  if (literal.kind !== 'net' || (operator !== '=' && operator !== '!=')) return null
  const inside = textsFrom(digits(literal.address).slice(0, literal.prefix))
  const family = isMapped(literal.address) ? mapped : withAbsent(complement(mapped), false)
  const bounds = exactly(both(inside, family))
  return operator === '=' ? bounds : except(bounds)
}
