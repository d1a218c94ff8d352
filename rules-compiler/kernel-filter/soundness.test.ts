/** What the kernel drops, no rule matches: random rules and random events, held against the plain meaning of the rules. */
import { describe, expect, test } from 'vitest'
import { loadRules } from '../load/load-rules.ts'
import { evaluateCondition, type ReadField } from '../oracle/evaluate.ts'
import type { ResolvedRule, RuleSet } from '../rule.ts'
import { admits, type KernelEvent, processWordsOf } from './admits.ts'
import { type DerivedFilter, deriveFilter } from './derive-kernel-filter.ts'
import { Random } from './testing/random.ts'
import { randomCondition } from './testing/random-condition.ts'
import { type PlainEvent, randomEvent, reader } from './testing/random-event.ts'

function rulesOf(conditions: readonly string[]): RuleSet {
  const text = conditions.map(
    (condition, i) => `- {rule: r${i}, desc: d, priority: INFO, output: x, condition: ${JSON.stringify(condition)}}`,
  )
  const set = loadRules([{ path: 'random.yaml', text: text.join('\n') }])
  const faults = set.diagnostics.filter(({ severity }) => severity === 'error')
  if (faults.length > 0) throw new Error(faults.map(({ message }) => message).join('\n'))
  return set
}

/** The event as the kernel sees it once user space has answered for its process, if it has. */
function kernelEventOf({ filter, verdicts }: DerivedFilter, event: PlainEvent, read: ReadField): KernelEvent {
  const { kernel, process, isAnswered } = event
  if (process === undefined || !isAnswered) return kernel
  const words = processWordsOf(filter, (verdict) => {
    const condition = verdicts[verdict]
    return condition === undefined || evaluateCondition(condition, read)
  })
  return { ...kernel, process: { loginUid: process.loginUid, isContained: process.containerId !== undefined, words } }
}

/** How many events matched, how many of the others were dropped, and the matches that were dropped. */
function compare(rules: RuleSet, derived: DerivedFilter, events: readonly PlainEvent[]) {
  let matching = 0
  let dropped = 0
  const lost: string[] = []
  for (const event of events) {
    const { asked, resolved } = event.kernel
    const readers = [reader(event, asked), ...(resolved === undefined ? [] : [reader(event, resolved)])]
    const matched = rules.rules.find(
      (rule) => isAsked(rule, event) && readers.some((read) => evaluateCondition(rule.condition, read)),
    )
    const [first] = readers
    if (first === undefined) throw new Error('an event has a reading')
    const mask = admits(derived.filter, kernelEventOf(derived, event, first))
    if (matched !== undefined) matching++
    if (mask === 0n && matched === undefined) dropped++
    if (mask === 0n && matched !== undefined) lost.push(`${matched.compiled} of ${JSON.stringify(event.kernel, plain)}`)
  }
  return { matching, dropped, lost }
}

/** A rule is asked for the event types that its condition names; the compiled rules do the same. */
const isAsked = ({ eventTypes }: ResolvedRule, { kernel }: PlainEvent): boolean =>
  eventTypes.length === 0 || eventTypes.includes(kernel.type)

const plain = (_: string, value: unknown): unknown => {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value)
  return typeof value === 'bigint' ? Number(value) : value
}

const cases = [
  { name: 'single comparisons', seed: 1, sets: 450, rules: 1, size: 1, maxClauses: 64 },
  { name: 'conditions of a few comparisons', seed: 2, sets: 300, rules: 1, size: 5, maxClauses: 64 },
  { name: 'conditions of many comparisons', seed: 3, sets: 70, rules: 2, size: 16, maxClauses: 64 },
  {
    name: 'many rules in little room',
    seed: 4,
    sets: 40,
    rules: 12,
    size: 4,
    maxClauses: 3,
    common: 'fd.num >= 0 and user.uid = 0 and ',
  },
  {
    name: 'many rules in one clause',
    seed: 5,
    sets: 40,
    rules: 8,
    size: 3,
    maxClauses: 1,
    common: 'fd.num = 3 and user.uid in (0, 33) and ',
  },
]
const eventsOfSet = 60

describe('what the kernel filter drops, no rule matches', () => {
  test.each(cases)('$name', { timeout: 120_000 }, ({ seed, sets, rules: ruleCount, size, maxClauses, common = '' }) => {
    const random = new Random(seed)
    const total = { matching: 0, dropped: 0 }
    const lost: string[] = []
    for (let i = 0; i < sets; i++) {
      const conditions = Array.from(
        { length: ruleCount },
        () => `${common}${randomCondition(random, 1 + random.below(size))}`,
      )
      const rules = rulesOf(conditions)
      const events = Array.from({ length: eventsOfSet }, () => randomEvent(random))
      const outcome = compare(rules, deriveFilter(rules, { maxClauses }), events)
      total.matching += outcome.matching
      total.dropped += outcome.dropped
      lost.push(...outcome.lost)
    }
    expect(lost).toEqual([])
    // A filter that lets everything pass, or events that match nothing, would show nothing.
    expect(total.dropped).toBeGreaterThan(sets)
    expect(total.matching).toBeGreaterThan(sets)
  })
})
