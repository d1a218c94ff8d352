import { describe, expect, test } from 'vitest'
import type { Check, Condition } from '../condition/condition.ts'
import { fieldsRead } from '../condition/fields-read.ts'
import { loadRules } from '../load/load-rules.ts'
import { conjuncts, upperBound } from './bound.ts'

const conditionOf = (text: string): Condition => {
  const rule = { rule: 'a', desc: 'd', priority: 'INFO', output: 'x', condition: text }
  const [loaded] = loadRules([{ path: 'a.yaml', text: JSON.stringify([rule]) }]).rules
  if (loaded === undefined) throw new Error(`${text} does not load`)
  return loaded.condition
}

const nameOf = (check: Check): string => fieldsRead(check)[0]?.field.name ?? ''

/** The outcome where each field's check has the outcome given for it. */
function outcome(condition: Condition, truth: Readonly<Record<string, boolean>>): boolean {
  switch (condition.kind) {
    case 'constant':
      return condition.value
    case 'not':
      return !outcome(condition.term, truth)
    case 'and':
      return condition.terms.every((term) => outcome(term, truth))
    case 'or':
      return condition.terms.some((term) => outcome(term, truth))
    case 'check':
      return truth[nameOf(condition)] ?? false
  }
}

const names = ['proc.name', 'fd.name', 'user.uid']
const assignments = Array.from({ length: 8 }, (_, bits) =>
  Object.fromEntries(names.map((name, i) => [name, ((bits >> i) & 1) === 1])),
)

describe('the upper bound', () => {
  const [p, f, u] = ['proc.name = a', 'fd.name = b', 'user.uid = 0']
  test.each([
    { text: `${p} and ${f} and ${u}`, known: 'proc.name', bound: [false, true] },
    { text: `${p} or ${f}`, known: 'proc.name', bound: [true, true] },
    { text: `not (${p} or ${f})`, known: 'proc.name', bound: [true, false] },
    { text: `not (${p} and ${f})`, known: 'proc.name', bound: [true, true] },
    { text: `not (not ${p} or not ${f}) and ${u}`, known: 'fd.name', bound: [false, true] },
    { text: `(${p} and ${f}) or (${f} and ${u})`, known: 'fd.name', bound: [false, true] },
  ])('of $text by $known alone is never false where the condition is true', ({ text, known, bound }) => {
    const condition = conditionOf(text)
    const upper = upperBound(condition, (check) => nameOf(check) === known)
    for (const truth of assignments) if (outcome(condition, truth)) expect(outcome(upper, truth)).toBe(true)
    expect([false, true].map((value) => outcome(upper, { [known]: value }))).toEqual(bound)
  })
})

test('the terms of a conjunction are found below a negated disjunction', () => {
  const terms = conjuncts(conditionOf('proc.name = a and not (fd.name = b or user.uid = 0)'))
  expect(terms.map(({ kind }) => kind)).toEqual(['check', 'not', 'not'])
})
