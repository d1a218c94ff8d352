/** Puts correlations after those that they refer to. */
import type { Section } from '../config/section.ts'
import type { CorrelationRule } from './correlation-rule.ts'

/** A correlation with the document that it was read from. */
export interface ReadRule {
  readonly section: Section
  readonly rule: CorrelationRule
}

/** The rules in order, each with whether it is told. Names that stand twice and circles become faults. */
export const inOrder = (read: readonly ReadRule[]): readonly CorrelationRule[] => {
  const byName = new Map<string, ReadRule>()
  for (const one of read)
    for (const name of new Set(one.rule.names)) {
      if (byName.has(name)) one.section.fault('name_twice', 'title', `${name} names two correlations`)
      byName.set(name, one)
    }
  const done = new Set<ReadRule>()
  const ordered: CorrelationRule[] = []
  const visit = (one: ReadRule, above: readonly ReadRule[]): void => {
    if (done.has(one)) return
    if (above.includes(one)) {
      one.section.fault('circle', 'correlation', 'refers to itself by way of the rules that it names')
      return
    }
    for (const name of one.rule.rules) {
      const below = byName.get(name)
      if (below !== undefined) visit(below, [...above, one])
    }
    done.add(one)
    ordered.push({ ...one.rule, emits: isTold(one.rule, read) })
  }
  for (const one of read) visit(one, [])
  return ordered
}

/** A correlation that others refer to is told only where one of them says so. */
const isTold = ({ names }: CorrelationRule, all: readonly ReadRule[]): boolean => {
  const above = all.filter(({ rule }) => rule.rules.some((name) => names.includes(name)))
  return above.length === 0 || above.some(({ rule }) => rule.generate === true)
}
