/**
 * A clause while it is being derived: everything in it has to hold. A list of clauses holds if any of them does; the
 * empty list never holds, and a list with the empty clause always does.
 */
import type { AddressFact, BitsFact, NameFact, NumberFact } from '#schema/kernel-filter'
import type { Condition } from '../condition/condition.ts'
import { type Bits, bitsKey, bothBits, eitherBits, impliesBits, isNoTest } from './bits.ts'
import { both, either, type FactSet, isEverything, isNothing, isWithin, placesOf } from './fact-set.ts'
import { conditionText } from './print-condition.ts'

/** A fact that has a set of values. */
export type SetFact = NumberFact | AddressFact | NameFact

/** A conjunction: facts within sets, bits that pass tests, conditions on the process that hold. */
export interface Clause {
  readonly sets: ReadonlyMap<SetFact, FactSet>
  readonly bits: ReadonlyMap<BitsFact, Bits>
  /** Conditions by their text; all of them depend on nothing but the process. */
  readonly process: ReadonlyMap<string, Condition>
  /** The same for equal clauses. */
  readonly key: string
}

/** More places than this in one set of one clause are not looked up; the clause goes without the set. */
const maxPlaces = 2048

function make(
  sets: ReadonlyMap<SetFact, FactSet>,
  bits: ReadonlyMap<BitsFact, Bits>,
  process: ReadonlyMap<string, Condition>,
): Clause {
  const kept = [...sets].filter(([, set]) => !isEverything(set) && placesOf(set) <= maxPlaces)
  const tests = [...bits].filter(([, test]) => !isNoTest(test))
  const key = JSON.stringify([
    kept.map(([fact, set]) => [fact, set.key]).sort(),
    tests.map(([fact, test]) => [fact, bitsKey(test)]).sort(),
    [...process.keys()].sort(),
  ])
  return { sets: new Map(kept), bits: new Map(tests), process, key }
}

/** The clause that always holds. */
export const always: Clause = make(new Map(), new Map(), new Map())

/** Whether nothing is asked. */
export const isAlways = ({ sets, bits, process }: Clause): boolean => sets.size + bits.size + process.size === 0

/** The fact is in the set. */
export const factIn = (fact: SetFact, set: FactSet): readonly Clause[] =>
  isNothing(set) ? [] : [make(new Map([[fact, set]]), new Map(), new Map())]

/** The bits pass the test. */
export const bitsPass = (fact: BitsFact, test: Bits): readonly Clause[] => [
  make(new Map(), new Map([[fact, test]]), new Map()),
]

/** The process satisfies the condition. */
export const processHolds = (condition: Condition): readonly Clause[] => [
  make(new Map(), new Map(), new Map([[conditionText(condition), condition]])),
]

/** Both clauses as one; null if they exclude each other. */
export function bothClauses(a: Clause, b: Clause): Clause | null {
  const sets = new Map(a.sets)
  for (const [fact, set] of b.sets) {
    const other = sets.get(fact)
    // Some part of the name in each of two sets: one of the sets is kept, since both need not be the same part.
    const narrowed = other === undefined ? set : fact === 'part' ? other : both(other, set)
    if (isNothing(narrowed)) return null
    sets.set(fact, narrowed)
  }
  const bits = new Map(a.bits)
  for (const [fact, test] of b.bits) {
    const other = bits.get(fact)
    const narrowed = other === undefined ? test : bothBits(other, test)
    if (narrowed === null) return null
    bits.set(fact, narrowed)
  }
  return make(sets, bits, new Map([...a.process, ...b.process]))
}

const allOf = (process: Clause['process']): Condition => {
  const terms = [...process.values()]
  const [only] = terms
  return only !== undefined && terms.length === 1 ? only : { kind: 'and', terms }
}

function eitherProcess(a: Clause['process'], b: Clause['process']): Clause['process'] {
  if (a.size === 0 || b.size === 0) return new Map()
  const shared = [...a].filter(([text]) => b.has(text))
  if (shared.length === a.size || shared.length === b.size) return new Map(shared)
  const rest = (process: Clause['process']) => new Map([...process].filter(([text]) => !(a.has(text) && b.has(text))))
  const condition: Condition = { kind: 'or', terms: [allOf(rest(a)), allOf(rest(b))] }
  return new Map([...shared, [conditionText(condition), condition]])
}

/** One clause that holds wherever either does, and elsewhere as rarely as can be. */
export function hull(a: Clause, b: Clause): Clause {
  const sets = new Map<SetFact, FactSet>()
  for (const [fact, set] of a.sets) {
    const other = b.sets.get(fact)
    if (other !== undefined) sets.set(fact, either(set, other))
  }
  const bits = new Map<BitsFact, Bits>()
  for (const [fact, test] of a.bits) {
    const other = b.bits.get(fact)
    if (other !== undefined) bits.set(fact, eitherBits(test, other))
  }
  return make(sets, bits, eitherProcess(a.process, b.process))
}

/** Whether `b` holds wherever `a` does. False where that cannot be told. */
export function implies(a: Clause, b: Clause): boolean {
  if (b.sets.size > a.sets.size || b.bits.size > a.bits.size) return false
  for (const text of b.process.keys()) if (!a.process.has(text)) return false
  for (const [fact, test] of b.bits) {
    const other = a.bits.get(fact)
    if (other === undefined || !impliesBits(other, test)) return false
  }
  for (const fact of b.sets.keys()) if (!a.sets.has(fact)) return false
  for (const [fact, set] of b.sets) {
    const other = a.sets.get(fact)
    if (other === undefined || (other !== set && !isWithin(other, set))) return false
  }
  return true
}

/** The keys of every part: what two clauses share and what a hull would lose shows in them. */
export function partsOf({ sets, bits, process }: Clause): ReadonlyMap<string, string> {
  return new Map([
    ...[...sets].map(([fact, set]): [string, string] => [fact, set.key]),
    ...[...bits].map(([fact, test]): [string, string] => [fact, bitsKey(test)]),
    ...(process.size === 0 ? [] : [['process', [...process.keys()].sort().join('\n')] as [string, string]]),
  ])
}
