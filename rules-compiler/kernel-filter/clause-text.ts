/** A clause in words. */
import type { BitsFact, KernelPredicate } from '#schema/kernel-filter'
import { openFlags } from '#schema/record'
import type { Bits } from './bits.ts'
import type { Clause, SetFact } from './clause.ts'
import { type FactSet, isNothing, withAbsent } from './fact-set.ts'
import type { PrefixSet } from './prefix-set.ts'
import { hasInteger, type RangeSet } from './range-set.ts'
import { backwards } from './sets-of-constants.ts'

/** Lists in words stop here. */
const maxShown = 6

const listed = (items: readonly string[]): string =>
  items.length <= maxShown
    ? items.join(', ')
    : `${items.slice(0, maxShown).join(', ')} and ${items.length - maxShown} more`

/** One character is one byte: what people read are the characters of UTF-8. */
const readable = (text: string): string =>
  new TextDecoder().decode(Uint8Array.from(text, (character) => character.charCodeAt(0)))

function addressText(digits: string): string {
  const bytes = (digits.padEnd(128, '0').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))
  const isV4 = digits.length >= 96 && bytes.slice(0, 12).every((byte, i) => byte === (i < 10 ? 0 : 255))
  const groups = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const text = isV4 ? bytes.slice(12).join('.') : (groups.match(/.{4}/g) ?? []).join(':')
  return digits.length === 128 ? text : `${text}/${isV4 ? digits.length - 96 : digits.length}`
}

function rangesText({ first, toggles }: RangeSet): string {
  const starts = first ? [null, ...toggles] : toggles
  const ranges: string[] = []
  for (let i = 0; i < starts.length; i += 2) {
    const [from, end] = [starts[i] ?? null, starts[i + 1]]
    const to = end === undefined || end === null ? null : end - 1n
    ranges.push(from === to ? String(from) : `${from ?? ''}..${to ?? ''}`)
  }
  return listed(ranges)
}

function entryText(fact: SetFact, text: string, isExact: boolean): string {
  if (fact.endsWith('_address')) return text === '' ? 'any address' : addressText(text)
  if (fact === 'name_backwards') return `…${readable(backwards(text))}`
  return isExact ? readable(text) : `${readable(text)}…`
}

function entriesText(fact: SetFact, { prefixes, exacts }: PrefixSet): string {
  const entries = [
    ...[...prefixes]
      .filter(([text]) => text !== '')
      .map(([text, inside]) => ({ text: entryText(fact, text, false), inside })),
    ...[...exacts].map(([text, inside]) => ({ text: entryText(fact, text, true), inside })),
  ]
  const isWide = prefixes.get('') === true
  const listedBy = (inside: boolean): string =>
    listed(entries.filter((entry) => entry.inside === inside).map(({ text }) => text))
  const [main, rest] = [listedBy(!isWide), listedBy(isWide)]
  if (main === '') return isWide ? 'any' : 'none'
  const exceptions = rest === '' ? '' : isWide ? ` but ${rest}` : ` except ${rest}`
  return `${isWide ? 'not ' : ''}${main}${exceptions}`
}

const labels: Partial<Record<SetFact, string>> = {
  name_backwards: 'name ends',
  file_name: 'file name',
  part: 'name has part',
}

function setText(fact: SetFact, set: FactSet): string {
  const label = labels[fact] ?? fact.replace('_', ' ')
  if (fact === 'dots' && set.kind === 'ranges')
    return hasInteger(set, 1n) ? 'name as asked has ..' : 'name as asked without ..'
  if (fact === 'container' && set.kind === 'ranges') return containerText(set)
  const present = withAbsent(set, false)
  if (isNothing(present)) return `${label} absent`
  const values = present.kind === 'ranges' ? rangesText(present) : entriesText(fact, present)
  return `${label} ${values}${set.absent ? ' or absent' : ''}`
}

function containerText(set: RangeSet): string {
  const [host, contained] = [hasInteger(set, 0n), hasInteger(set, 1n)]
  return host === contained ? 'container or host' : contained ? 'in a container' : 'on the host'
}

function bitNames(fact: BitsFact, bits: number): string {
  if (fact === 'mode') return `0${bits.toString(8)}`
  const names = Object.entries(openFlags).filter(([name, bit]) => name !== 'O_RDWR' && (bits & bit) !== 0)
  return names.map(([name]) => name).join('|')
}

const bitsText = (fact: BitsFact, { any, none }: Bits): string =>
  [
    ...any.map((group) => `${fact.replace('_', ' ')} has ${bitNames(fact, group)}`),
    ...(none === 0 ? [] : [`${fact.replace('_', ' ')} without ${bitNames(fact, none)}`]),
  ].join(' and ')

/** The predicates of a clause in words, the process last. */
export function predicatesOf({ sets, bits, process }: Clause): readonly KernelPredicate[] {
  return [
    ...[...bits].map(([fact, test]): KernelPredicate => ({ fact, text: bitsText(fact, test) })),
    ...[...sets].map(([fact, set]): KernelPredicate => ({ fact, text: setText(fact, set) })),
    ...[...process.keys()].map((text): KernelPredicate => ({ fact: 'process', text: `process: ${text}` })),
  ]
}
