/** Event types that a rule names and eyas does not capture. */
import { eventTypeNamed } from '#schema/events'
import type { Syntax } from '../condition/syntax.ts'
import type { EventTypes } from './event-types.ts'
import { comparisonsOf } from './syntax-warnings.ts'

/** Such types of a condition, sorted, and whether it can hold for others. */
export interface UncapturedTypes {
  readonly missing: readonly string[]
  readonly captured: boolean
}

const isCaptured = (name: string): boolean => eventTypeNamed(name)?.judged ?? false

/** The types that the condition can hold for, names itself, and that never come. */
export function uncapturedTypes(syntax: Syntax, types: EventTypes): UncapturedTypes {
  if (types === null) return { missing: [], captured: true }
  const named = namedTypes(syntax)
  const missing = [...types].filter((name) => named.has(name) && !isCaptured(name)).sort()
  return { missing, captured: [...types].some(isCaptured) }
}

function namedTypes(syntax: Syntax): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { left, right } of comparisonsOf(syntax))
    if (left.kind === 'field' && /^(?:evt|syscall)\.type$/.test(left.name) && right?.kind === 'values')
      for (const value of right.values) names.add(value)
  return names
}
