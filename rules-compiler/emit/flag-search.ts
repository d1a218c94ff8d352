/** Searching the printed names of bits without printing them. */
import type { Check } from '../condition/condition.ts'
import type { Value } from './value.ts'

const decoder = new TextDecoder()

/**
 * `evt.arg.flags contains O_CREAT` as a test of bits: the text holds the value exactly if a name that holds it is
 * printed. Null if the value may span two names, may be a number, or the operator is another.
 */
export function flagSearch(check: Check, value: Value & { kind: 'text' }): string | null {
  const right = check.right.kind === 'literals' ? check.right.values[0] : undefined
  if (value.flags === undefined || check.operator !== 'contains' || check.quantifier !== null) return null
  if (right?.kind !== 'bytes') return null
  const wanted = decoder.decode(right.value)
  if (!/^[A-Z_]+$/.test(wanted)) return null
  const { bits, names } = value.flags
  const tests = Object.entries(names)
    .filter(([name]) => name.includes(wanted))
    .map(([name, mask]) => printed(name, mask, names, bits))
  return tests.length === 0 ? 'false' : `(${tests.join(' || ')})`
}

/** A name is printed if all its bits are set and no larger name before it took them. */
function printed(name: string, mask: number, names: Readonly<Record<string, number>>, bits: string): string {
  const larger = Object.entries(names).find(([other, all]) => other !== name && all !== mask && (all & mask) === mask)
  const set = `((${bits}) & ${mask}) == ${mask}`
  return larger === undefined ? `(${set})` : `(${set} && ((${bits}) & ${larger[1]}) != ${larger[1]})`
}
