/** `evt.arg.flags contains O_CREAT`: the text holds the value exactly if a name that holds it is printed. */
import type { EventType } from '#schema/events'
import { openFlags } from '#schema/record'
import type { Check } from '../condition/condition.ts'
import { openFlagOrder } from '../emit/names.ts'
import { anyOf, noneOf } from './bits.ts'
import { bitsPass, type Clause } from './clause.ts'
import { andClauses, orClauses } from './dnf.ts'
import { hasPath, type KernelLeaf } from './kernel-leaf.ts'

const printed = Object.entries(openFlagOrder(openFlags))

const bitsOf = (mask: number): readonly number[] =>
  Array.from({ length: 31 }, (_, i) => 1 << i).filter((bit) => (mask & bit) !== 0)

/** All bits of the mask are set, or one of them is not. */
const all = (mask: number): readonly Clause[] =>
  andClauses(bitsOf(mask).map((bit) => bitsPass('open_flags', anyOf(bit))))
const notAll = (mask: number): readonly Clause[] =>
  orClauses(bitsOf(mask).map((bit) => bitsPass('open_flags', noneOf(bit))))

/** A name is printed if all its bits are set and no larger name before it took them. */
function nameLeaf(mask: number): { readonly holds: readonly Clause[]; readonly fails: readonly Clause[] } {
  const larger = printed.map(([, other]) => other).find((other) => other !== mask && (other & mask) === mask)
  if (larger === undefined) return { holds: all(mask), fails: notAll(mask) }
  return { holds: andClauses([all(mask), notAll(larger)]), fails: orClauses([notAll(mask), all(larger)]) }
}

/** The leaf of flags of an open; null for other arguments, and for values that may span two names or be a number. */
export function flagsLeaf(check: Check, argument: string | number | null, type: EventType): KernelLeaf | null {
  const { left, operator, quantifier, right } = check
  if (left.kind !== 'field' || left.field.name !== 'evt.arg' || argument !== 'flags' || !hasPath(type)) return null
  const [literal] = right.kind === 'literals' ? right.values : []
  if (operator !== 'contains' || quantifier !== null || literal?.kind !== 'bytes') return null
  const wanted = new TextDecoder().decode(literal.value)
  if (!/^[A-Z_]+$/.test(wanted)) return null
  const masks = new Set(printed.filter(([name]) => name.includes(wanted)).map(([, mask]) => mask))
  const names = [...masks].map(nameLeaf)
  return {
    kind: 'kernel',
    holds: orClauses(names.map(({ holds }) => holds)),
    fails: andClauses(names.map(({ fails }) => fails)),
  }
}
