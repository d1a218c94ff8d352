/** evt.res: the outcome of a call by name. */
import type { Check } from '../condition/condition.ts'
import { errnoNames } from '../emit/names.ts'
import { holdsOf } from './cases-leaf.ts'
import { complement, either, withAbsent } from './fact-set.ts'
import { factLeaf, type KernelLeaf } from './kernel-leaf.ts'
import { everyInteger, type RangeSet, range } from './range-set.ts'

const encoder = new TextEncoder()
const nothing: RangeSet = withAbsent(complement(everyInteger), false)

const named: readonly (readonly [RangeSet, Uint8Array])[] = [
  [range(0n, null), encoder.encode('SUCCESS')],
  ...errnoNames.map(({ number, text }): [RangeSet, Uint8Array] => {
    const result = -BigInt(number)
    return [range(result, result), encoder.encode(text)]
  }),
]

const unnamed = withAbsent(complement(named.reduce((all, [set]) => either(all, set), nothing)), false)

/** The leaf of evt.res; errors without a name print as numbers and may be anything. */
export function resultLeaf(check: Check, name: string): KernelLeaf | null {
  if (name !== 'evt.res') return null
  const under = named.filter(([, text]) => holdsOf(check, text)).reduce((all, [set]) => either(all, set), nothing)
  return factLeaf('result', { over: either(under, unnamed), under })
}
