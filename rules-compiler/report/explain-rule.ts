/** `eyas explain`: a rule's condition as a tree, with where each macro comes from and what decides each part. */
import type { Volatility } from '#schema/field'
import { checkOperand } from '../check/operand.ts'
import type { Operand } from '../condition/condition.ts'
import { printCondition } from '../condition/print.ts'
import type { ComparisonSyntax, Syntax } from '../condition/syntax.ts'
import { type KernelShare, kernelShareOf } from '../kernel-filter/explain-kernel-filter.ts'
import { type Source, sources } from '../load/source.ts'
import type { Place } from '../place.ts'
import type { RuleSet } from '../rule.ts'

/** What a part of a condition depends on: on nothing but the process, the path or the event, or on several of them. */
export type Decider = 'process' | 'container' | 'lineage' | 'path' | 'event' | 'changing'

/** A node of the tree. */
export interface ExplainNode {
  readonly kind: 'and' | 'or' | 'not' | 'check'
  /** The comparison; empty for others. */
  readonly text: string
  /** The macro that the node stands for, and where it was written. */
  readonly macro: { readonly name: string; readonly at: Place | null } | null
  readonly decidedBy: readonly Decider[]
  readonly at: Place
  readonly terms: readonly ExplainNode[]
}

/** A rule, explained. */
export interface Explanation {
  readonly name: string
  readonly eventTypes: readonly string[]
  readonly tree: ExplainNode
  /** The comparisons by what decides them, each once. */
  readonly split: Readonly<Record<Decider, readonly string[]>>
  /** What of the rule the kernel checks, so that events that cannot match never leave it. */
  readonly kernel: KernelShare
}

const deciders: Readonly<Record<Volatility, Decider>> = {
  exec: 'process',
  container: 'container',
  lineage: 'lineage',
  path: 'path',
  event: 'event',
  changing: 'changing',
}

/** The rule of that name, or undefined if the set has none. */
export function explainRule(name: string, { rules, macros }: RuleSet): Explanation | undefined {
  const rule = rules.find((candidate) => candidate.name === name)
  const source = sources.get(rule?.source ?? '')
  if (rule === undefined || source === undefined) return undefined
  const split = {
    process: new Set<string>(),
    container: new Set<string>(),
    lineage: new Set<string>(),
    path: new Set<string>(),
    event: new Set<string>(),
    changing: new Set<string>(),
  }
  const tree = explain(rule.syntax, source, macros, split)
  return {
    name,
    eventTypes: rule.eventTypes,
    tree,
    split: {
      container: [...split.container],
      process: [...split.process],
      lineage: [...split.lineage],
      path: [...split.path],
      event: [...split.event],
      changing: [...split.changing],
    },
    kernel: kernelShareOf(rule),
  }
}

type Split = Readonly<Record<Decider, Set<string>>>

function explain(syntax: Syntax, source: Source, macros: RuleSet['macros'], split: Split): ExplainNode {
  if (syntax.kind === 'identifier') throw new Error('a resolved condition holds no macro names')
  const macro = syntax.macro === undefined ? null : { name: syntax.macro, at: macros.get(syntax.macro) ?? null }
  if (syntax.kind === 'comparison') {
    const decidedBy = decidersOf(syntax, source)
    const text = printCondition(syntax)
    for (const decider of decidedBy) split[decider].add(text)
    return { kind: 'check', text, macro, decidedBy, at: syntax.at, terms: [] }
  }
  const inner = syntax.kind === 'not' ? [syntax.term] : syntax.terms
  const terms = inner.map((term) => explain(term, source, macros, split))
  const decidedBy = [...new Set(terms.flatMap((term) => term.decidedBy))]
  return { kind: syntax.kind, text: '', macro, decidedBy, at: syntax.at, terms }
}

function decidersOf({ left, right }: ComparisonSyntax, source: Source): readonly Decider[] {
  const operands = right === null || right.kind === 'values' ? [left] : [left, right]
  const found = operands.flatMap((operand) =>
    volatilities(checkOperand(operand, { source, at: () => undefined }).operand),
  )
  return [...new Set(found.map((volatility) => deciders[volatility]))]
}

function volatilities(operand: Operand): readonly Volatility[] {
  if (operand.kind === 'field') return [operand.field.volatility]
  return operand.kind === 'transformer' ? operand.arguments.flatMap(volatilities) : []
}

/** The tree as indented text. */
export function renderExplanation({ name, eventTypes, tree, split, kernel }: Explanation): string {
  const types = eventTypes.length === 0 ? 'any' : eventTypes.join(', ')
  const lines = [`${name}`, `event types: ${types}`, '', ...renderNode(tree, 0), '']
  for (const decider of ['process', 'container', 'lineage', 'path', 'event', 'changing'] as const)
    if (split[decider].length > 0) lines.push(`decided by ${decider}:`, ...split[decider].map((text) => `  ${text}`))
  lines.push(...renderKernelShare(kernel))
  return `${lines.join('\n')}\n`
}

function renderKernelShare({ pushed, notPushed }: KernelShare): readonly string[] {
  return [
    ...(pushed.length === 0 ? [] : ['checked in the kernel:', ...pushed.map((text) => `  ${text}`)]),
    ...(notPushed.length === 0 ? [] : ['not checked in the kernel:']),
    ...notPushed.map(({ text, reason }) => `  ${text}: ${reason}`),
  ]
}

function renderNode(node: ExplainNode, depth: number): readonly string[] {
  const origin = node.macro === null ? '' : `  ← ${node.macro.name}${placeText(node.macro.at)}`
  const line = `${'  '.repeat(depth)}${node.kind === 'check' ? node.text : node.kind}${origin}  [${node.decidedBy.join(', ')}]`
  return [line, ...node.terms.flatMap((term) => renderNode(term, depth + 1))]
}

const placeText = (at: Place | null): string => (at === null ? '' : ` (${at.file}:${at.line})`)
