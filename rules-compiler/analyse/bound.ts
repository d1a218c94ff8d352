/** What remains of a condition if only some of its comparisons are known: never false where the condition is true. */
import type { Check, Condition } from '../condition/condition.ts'

/**
 * Three-valued logic from above: comparisons that are not known count as true, or as false where a `not` turns them,
 * so that the outcome is true whenever the condition can be.
 */
export function upperBound(condition: Condition, isKnown: (check: Check) => boolean, isUpper = true): Condition {
  switch (condition.kind) {
    case 'check':
      return isKnown(condition) ? condition : { kind: 'constant', value: isUpper }
    case 'constant':
      return condition
    case 'not':
      return { kind: 'not', term: upperBound(condition.term, isKnown, !isUpper) }
    case 'and':
    case 'or':
      return { kind: condition.kind, terms: condition.terms.map((term) => upperBound(term, isKnown, isUpper)) }
  }
}

/** The terms all of which must hold, as deep as conjunctions go. */
export function conjuncts(condition: Condition): readonly Condition[] {
  if (condition.kind === 'and') return condition.terms.flatMap(conjuncts)
  if (condition.kind !== 'not' || condition.term.kind !== 'or') return [condition]
  return condition.term.terms.flatMap((term) => conjuncts({ kind: 'not', term }))
}
