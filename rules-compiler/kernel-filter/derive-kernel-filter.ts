/**
 * Derives the kernel filter of a rule set. It must be sound: an event to which no clause applies matches no enabled
 * rule. Everything here may only make clauses wider; nothing is dropped for want of room.
 */
import { type EventType, eventTypes } from '#schema/events'
import type { EventFilter, KernelFilter } from '#schema/kernel-filter'
import type { Condition } from '../condition/condition.ts'
import { identityOf } from '../condition/identity.ts'
import type { ResolvedRule, RuleSet } from '../rule.ts'
import { bounded, nearest } from './bounded.ts'
import { type Clause, hull } from './clause.ts'
import { predicatesOf } from './clause-text.ts'
import { clausesOf } from './clauses-of.ts'
import { maxListed } from './dnf.ts'
import { lookupsOf } from './lookups.ts'
import { maskOf, maxClauses } from './mask.ts'
import { conditionText } from './print-condition.ts'

/** How much room the filter may take. */
export interface KernelFilterOptions {
  /** Clauses of one event type, at most and unless told otherwise 64. */
  readonly maxClauses?: number
  /** Clauses of one rule in one event type; 8 unless told otherwise. */
  readonly maxClausesOfRule?: number
}

/** A filter with the conditions on the process that its verdicts stand for, in their order. */
export interface DerivedFilter {
  readonly filter: KernelFilter
  readonly verdicts: readonly Condition[]
}

interface RuleClause {
  readonly clause: Clause
  readonly rules: readonly string[]
}

/** Conditions on the process, each once. */
class Verdicts {
  readonly conditions: Condition[] = []
  readonly texts: string[] = []

  numberOf({ process }: Clause): number | null {
    const terms = [...process.values()]
    const [only] = terms
    if (only === undefined) return null
    const condition: Condition = terms.length === 1 ? only : { kind: 'and', terms }
    const text = conditionText(condition)
    const known = this.texts.indexOf(text)
    if (known !== -1) return known
    this.conditions.push(condition)
    return this.texts.push(text) - 1
  }
}

/** Lists of verdicts, each once. */
class Words {
  readonly lists: (readonly (number | null)[])[] = []

  numberOf(verdicts: readonly (number | null)[]): number | null {
    if (verdicts.every((verdict) => verdict === null)) return null
    const key = verdicts.join()
    const known = this.lists.findIndex((list) => list.join() === key)
    return known === -1 ? this.lists.push(verdicts) - 1 : known
  }
}

const merged = (a: RuleClause, b: RuleClause, clause: Clause): RuleClause => ({
  clause,
  rules: [...new Set([...a.rules, ...b.rules])],
})

/** Equal clauses of several rules as one. */
function distinct(clauses: readonly RuleClause[]): RuleClause[] {
  const byKey = new Map<string, RuleClause>()
  for (const next of clauses) {
    const known = byKey.get(next.clause.key)
    byKey.set(next.clause.key, known === undefined ? next : merged(known, next, next.clause))
  }
  return [...byKey.values()]
}

/** Whether events of the type are shown to the rule; the compiled rules ask the same. */
const isAsked = ({ eventTypes: types }: ResolvedRule, { name }: EventType): boolean =>
  types.length === 0 || types.includes(name)

/** The clauses of all rules, united where there are too many. */
function clausesOfType(
  rules: readonly ResolvedRule[],
  type: EventType,
  options: KernelFilterOptions,
): readonly RuleClause[] {
  const limit = Math.min(options.maxClauses ?? maxClauses, maxClauses)
  let clauses = distinct(
    rules
      .filter((rule) => isAsked(rule, type))
      .flatMap(({ name, condition }) =>
        bounded(clausesOf(condition, type), options.maxClausesOfRule ?? maxListed).map((clause) => ({
          clause,
          rules: [name],
        })),
      ),
  )
  while (clauses.length > limit) {
    const { i, j } = nearest(clauses.map(({ clause }) => clause))
    const [a, b] = [clauses[i], clauses[j]]
    if (a === undefined || b === undefined) throw new Error('there are no two clauses to unite')
    const rest = clauses.filter((clause) => clause !== a && clause !== b)
    clauses = distinct([...rest, merged(a, b, hull(a.clause, b.clause))])
  }
  return clauses
}

type Tables = Pick<EventFilter, 'clauses' | 'all' | 'processWord'> & ReturnType<typeof lookupsOf>

/** What types with the same clauses share. */
function tablesOf(clauses: readonly RuleClause[], verdicts: Verdicts, words: Words): Tables {
  const numbers = clauses.map(({ clause }) => verdicts.numberOf(clause))
  const plain = clauses.map(({ clause }) => clause)
  return {
    clauses: clauses.map(({ clause, rules }, index) => ({
      rules,
      predicates: predicatesOf(clause),
      verdict: numbers[index] ?? null,
    })),
    all: maskOf(plain, () => true),
    ...lookupsOf(plain),
    processWord: words.numberOf(numbers),
  }
}

/** The conditions of the set before, so that a process that compiles again abstracts only those that changed. */
let before = new Map<string, Condition>()

/** The rules with the conditions that were there before in place of those that say the same. */
function remembered(rules: readonly ResolvedRule[]): readonly ResolvedRule[] {
  const now = new Map<string, Condition>()
  const same = rules.map((rule) => {
    const identity = identityOf(rule.condition)
    const condition = now.get(identity) ?? before.get(identity) ?? rule.condition
    now.set(identity, condition)
    return { ...rule, condition }
  })
  before = now
  return same
}

const derived = new WeakMap<RuleSet, DerivedFilter>()

/** The filter of the enabled rules on system calls, and the conditions that its verdicts stand for. */
export function deriveFilter(ruleSet: RuleSet, options?: KernelFilterOptions): DerivedFilter {
  if (options !== undefined) return derive(ruleSet, options)
  const known = derived.get(ruleSet) ?? derive(ruleSet, {})
  derived.set(ruleSet, known)
  return known
}

function derive({ rules }: RuleSet, options: KernelFilterOptions): DerivedFilter {
  const asked = remembered(rules.filter(({ enabled, source }) => enabled && source === 'syscall'))
  const verdicts = new Verdicts()
  const words = new Words()
  const known = new Map<string, Tables>()
  const types = eventTypes
    .filter(({ judged }) => judged)
    .map((type): EventFilter => {
      const clauses = clausesOfType(asked, type, options)
      const key = JSON.stringify(clauses.map(({ clause, rules }) => [clause.key, rules]))
      const tables = known.get(key) ?? tablesOf(clauses, verdicts, words)
      known.set(key, tables)
      const changesState = type.body === 'process_body' || type.body === 'exit_body'
      return { type: type.name, code: type.code, changesState, ...tables }
    })
  return {
    filter: { version: 1, types, verdicts: verdicts.texts, processWords: words.lists },
    verdicts: verdicts.conditions,
  }
}

/** The filter of the enabled rules on system calls. */
export const deriveKernelFilter = (ruleSet: RuleSet, options?: KernelFilterOptions): KernelFilter =>
  deriveFilter(ruleSet, options).filter
