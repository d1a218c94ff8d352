/** `eyas explain --kernel`: what of the rules went into the kernel, and what could not. */
import { type EventType, eventTypes } from '#schema/events'
import type { EventFilter, KernelFilter } from '#schema/kernel-filter'
import type { ResolvedRule, RuleSet } from '../rule.ts'
import { leavesOf } from './clauses-of.ts'
import { checkText } from './print-condition.ts'

/** A comparison that stays in user space. */
export interface NotPushed {
  readonly text: string
  readonly reason: string
}

/** What of a rule the kernel checks. */
export interface KernelShare {
  /** Comparisons that the kernel checks, or that are answered once for a process, each once. */
  readonly pushed: readonly string[]
  readonly notPushed: readonly NotPushed[]
}

/** A clause in words. */
export interface ExplainedClause {
  readonly text: string
  readonly rules: readonly string[]
}

/** An event type: its clauses, and what stays in user space of the rules that ask for it. */
export interface ExplainedType {
  readonly type: string
  readonly clauses: readonly ExplainedClause[]
  /** True if some clause asks nothing, so that every event of the type passes. */
  readonly isOpen: boolean
  readonly notPushed: readonly (NotPushed & { readonly rules: readonly string[] })[]
}

const judged = eventTypes.filter((type) => type.judged)

const asks = ({ enabled, source, eventTypes: types }: ResolvedRule, { name }: EventType): boolean =>
  enabled && source === 'syscall' && (types.length === 0 || types.includes(name))

/** What of the rule the kernel checks in any of its event types; a comparison that one type cannot push is not pushed. */
export function kernelShareOf(rule: ResolvedRule): KernelShare {
  const pushed = new Set<string>()
  const notPushed = new Map<string, string>()
  for (const type of judged.filter((type) => asks({ ...rule, enabled: true }, type)))
    for (const { condition, leaf } of leavesOf(rule.condition, type)) {
      if (leaf.kind === 'unknown') notPushed.set(checkText(condition), leaf.reason)
      else pushed.add(checkText(condition))
    }
  return {
    pushed: [...pushed].filter((text) => !notPushed.has(text)),
    notPushed: [...notPushed].map(([text, reason]) => ({ text, reason })),
  }
}

function notPushedOf(type: EventType, rules: readonly ResolvedRule[]): ExplainedType['notPushed'] {
  const found = new Map<string, { reason: string; rules: Set<string> }>()
  for (const rule of rules.filter((rule) => asks(rule, type)))
    for (const { condition, leaf } of leavesOf(rule.condition, type)) {
      if (leaf.kind !== 'unknown') continue
      const text = checkText(condition)
      const known = found.get(text) ?? { reason: leaf.reason, rules: new Set<string>() }
      known.rules.add(rule.name)
      found.set(text, known)
    }
  return [...found].map(([text, { reason, rules }]) => ({ text, reason, rules: [...rules] }))
}

const explainClause = ({ predicates, rules }: EventFilter['clauses'][number]): ExplainedClause => ({
  text: predicates.length === 0 ? 'any event' : predicates.map(({ text }) => text).join(', '),
  rules,
})

/** The filter in words, one entry for each event type that has clauses. */
export function explainKernelFilter(filter: KernelFilter, { rules }: RuleSet): readonly ExplainedType[] {
  return filter.types.flatMap(({ type, clauses }) => {
    const eventType = judged.find(({ name }) => name === type)
    if (eventType === undefined || clauses.length === 0) return []
    return {
      type,
      clauses: clauses.map(explainClause),
      isOpen: clauses.some(({ predicates }) => predicates.length === 0),
      notPushed: notPushedOf(eventType, rules),
    }
  })
}

/** The explanation as text. */
export function renderKernelFilter(types: readonly ExplainedType[]): string {
  const lines = types.flatMap(({ type, clauses, isOpen, notPushed }) => [
    `${type}: ${clauses.length} ${clauses.length === 1 ? 'clause' : 'clauses'}${isOpen ? '; every event passes' : ''}`,
    ...clauses.flatMap(({ text, rules }, index) => [`  ${index}  ${text}`, `      for ${rules.join(', ')}`]),
    ...(notPushed.length === 0 ? [] : ['  stays in user space:']),
    ...notPushed.map(({ text, reason }) => `    ${text}: ${reason}`),
    '',
  ])
  return lines.join('\n')
}
