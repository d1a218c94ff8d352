/** The lookups of an event type: from each fact that a clause asks to the mask of the clauses that it leaves possible. */
import type {
  AddressFact,
  AddressLookup,
  BitsTest,
  ClauseMask,
  NameFact,
  NameLookup,
  NumberFact,
  NumberLookup,
} from '#schema/kernel-filter'
import type { Clause, SetFact } from './clause.ts'
import type { FactSet } from './fact-set.ts'
import { maskOf } from './mask.ts'
import { hasText, longestPrefix, type PrefixSet } from './prefix-set.ts'
import { hasInteger, type RangeSet } from './range-set.ts'

/** All lookups of one event type. */
export interface Lookups {
  readonly bits: readonly BitsTest[]
  readonly numbers: readonly NumberLookup[]
  readonly addresses: readonly AddressLookup[]
  readonly names: readonly NameLookup[]
}

const isAddress = (fact: SetFact): fact is AddressFact => fact.endsWith('_address')
const nameFacts: ReadonlySet<SetFact> = new Set<NameFact>(['name', 'file_name', 'directory', 'name_backwards', 'part'])
const isName = (fact: SetFact): fact is NameFact => nameFacts.has(fact)
const isNumber = (fact: SetFact): fact is NumberFact => !isAddress(fact) && !isName(fact)

/** The clauses that do not ask the fact, or whose set passes the test. */
const maskWhere = <S extends FactSet>(
  clauses: readonly Clause[],
  fact: SetFact,
  kind: S['kind'],
  test: (set: S) => boolean,
): ClauseMask =>
  maskOf(clauses, ({ sets }) => {
    const set = sets.get(fact)
    if (set === undefined) return true
    if (set.kind !== kind) throw new Error(`${fact} is both a number and a text`)
    // The kind was compared just now.
    return test(set as S)
  })

const setsOf = <S extends FactSet>(clauses: readonly Clause[], fact: SetFact, kind: S['kind']): readonly S[] =>
  clauses.flatMap(({ sets }) => {
    const set = sets.get(fact)
    return set?.kind === kind ? [set as S] : []
  })

function numberLookup(clauses: readonly Clause[], fact: NumberFact): NumberLookup {
  const sets = setsOf<RangeSet>(clauses, fact, 'ranges')
  const starts = [...new Set(sets.flatMap(({ toggles }) => toggles))].sort((a, b) => (a < b ? -1 : 1))
  const at = (test: (set: RangeSet) => boolean): ClauseMask => maskWhere(clauses, fact, 'ranges', test)
  return {
    fact,
    absent: at(({ absent }) => absent),
    starts: starts.map(Number),
    masks: [at(({ first }) => first), ...starts.map((start) => at((set) => hasInteger(set, start)))],
  }
}

interface Entries {
  readonly absent: ClauseMask
  readonly exact: readonly { readonly text: string; readonly mask: ClauseMask }[]
  readonly prefixes: readonly { readonly text: string; readonly mask: ClauseMask }[]
}

function entriesOf(clauses: readonly Clause[], fact: SetFact): Entries {
  const sets = setsOf<PrefixSet>(clauses, fact, 'prefixes')
  const at = (test: (set: PrefixSet) => boolean): ClauseMask => maskWhere(clauses, fact, 'prefixes', test)
  const keys = (entries: (set: PrefixSet) => ReadonlyMap<string, boolean>): readonly string[] =>
    [...new Set(sets.flatMap((set) => [...entries(set).keys()]))].sort()
  return {
    absent: at(({ absent }) => absent),
    exact: keys(({ exacts }) => exacts).map((text) => ({ text, mask: at((set) => hasText(set, text)) })),
    prefixes: keys(({ prefixes }) => prefixes).map((text) => ({
      text,
      mask: at(({ prefixes }) => longestPrefix(prefixes, text)),
    })),
  }
}

const hexOf = (digits: string): string =>
  BigInt(`0b${digits.padEnd(128, '0')}`)
    .toString(16)
    .padStart(32, '0')

/** A single address is a net of 128 bits, so nothing is exact here. */
function addressLookup(clauses: readonly Clause[], fact: AddressFact): AddressLookup {
  const { absent, prefixes } = entriesOf(clauses, fact)
  const nets = prefixes.map(({ text, mask }) => ({ address: hexOf(text), prefix: text.length, mask }))
  return { fact, absent, nets }
}

function nameLookup(clauses: readonly Clause[], fact: NameFact): NameLookup {
  const entries = entriesOf(clauses, fact)
  return { fact, cost: entries.prefixes.length > 1 ? 'trie' : 'hash', ...entries }
}

/** Each test once, with the clauses that do without it. */
function bitsTests(clauses: readonly Clause[]): readonly BitsTest[] {
  const tests = new Map<string, BitsTest>()
  const add = (
    fact: BitsTest['fact'],
    test: BitsTest['test'],
    bits: number,
    needs: (clause: Clause) => boolean,
  ): void => {
    const otherwise = maskOf(clauses, (clause) => !needs(clause))
    if (bits !== 0) tests.set(`${fact} ${test} ${bits}`, { fact, test, bits, otherwise })
  }
  for (const { bits } of clauses)
    for (const [fact, { any, none }] of bits) {
      const required = requiredOf(any)
      add(fact, 'none', none, (other) => other.bits.get(fact)?.none === none)
      add(fact, 'all', required, (other) => requiredOf(other.bits.get(fact)?.any ?? []) === required)
      for (const group of any)
        if (!isSingle(group)) add(fact, 'any', group, (other) => other.bits.get(fact)?.any.includes(group) === true)
    }
  return [...tests.values()]
}

const isSingle = (group: number): boolean => (group & (group - 1)) === 0

/** The bits that must all be set: the groups of one. */
const requiredOf = (any: readonly number[]): number => any.filter(isSingle).reduce((all, group) => all | group, 0)

/** The lookups for clauses in their order. */
export function lookupsOf(clauses: readonly Clause[]): Lookups {
  const facts = [...new Set(clauses.flatMap(({ sets }) => [...sets.keys()]))].sort()
  return {
    bits: bitsTests(clauses),
    numbers: facts.filter(isNumber).map((fact) => numberLookup(clauses, fact)),
    addresses: facts.filter(isAddress).map((fact) => addressLookup(clauses, fact)),
    names: facts.filter(isName).map((fact) => nameLookup(clauses, fact)),
  }
}
