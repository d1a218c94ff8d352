/** Why a rule matched an event, or why not: each check of its condition with the values that it saw. */
import { checkCondition } from '../check/check-condition.ts'
import type { Check } from '../condition/condition.ts'
import { printCondition } from '../condition/print.ts'
import type { ComparisonSyntax, Syntax } from '../condition/syntax.ts'
import { type Source, sources } from '../load/source.ts'
import { evaluateCondition, type ReadField } from '../oracle/evaluate.ts'
import type { Value } from '../oracle/value.ts'
import type { Place } from '../place.ts'
import type { ResolvedRule, RuleSet } from '../rule.ts'

/** A value that a check saw, under the name that the rule has for it. */
export interface SeenValue {
  readonly field: string
  /** Undefined if the event has none. */
  readonly value: Value | undefined
}

/** A part of a condition, and what came of it. */
export interface WhyNode {
  readonly kind: 'and' | 'or' | 'not' | 'check'
  /** The comparison; empty for others. */
  readonly text: string
  readonly holds: boolean
  /** Whether the verdict on the whole rests on it. */
  readonly decides: boolean
  /** The macro that the part stands for, and where it was written. */
  readonly macro: { readonly name: string; readonly at: Place | null } | null
  readonly at: Place
  readonly values: readonly SeenValue[]
  readonly terms: readonly WhyNode[]
}

/** The verdict of a rule on an event, with its reasons. */
export interface Why {
  readonly rule: string
  readonly matches: boolean
  readonly tree: WhyNode
}

/** Evaluates a rule's tree on one event, whose fields `read` reads. */
export function whyMatch(rule: ResolvedRule, macros: RuleSet['macros'], read: ReadField): Why {
  const source = sources.get(rule.source)
  if (source === undefined) throw new Error(`there is no source '${rule.source}'`)
  const tree = marked(new Walk(source, macros, read).node(rule.syntax), true)
  return { rule: rule.name, matches: tree.holds, tree }
}

class Walk {
  readonly #source: Source
  readonly #macros: RuleSet['macros']
  readonly #read: ReadField

  constructor(source: Source, macros: RuleSet['macros'], read: ReadField) {
    this.#source = source
    this.#macros = macros
    this.#read = read
  }

  node(syntax: Syntax): WhyNode {
    if (syntax.kind === 'identifier') throw new Error('a resolved condition holds no macro names')
    const macro = syntax.macro === undefined ? null : { name: syntax.macro, at: this.#macros.get(syntax.macro) ?? null }
    const shared = { macro, at: syntax.at, decides: false }
    if (syntax.kind === 'comparison') return { ...shared, ...this.#check(syntax) }
    const terms = (syntax.kind === 'not' ? [syntax.term] : syntax.terms).map((term) => this.node(term))
    return { ...shared, kind: syntax.kind, text: '', holds: holdsOf(syntax.kind, terms), values: [], terms }
  }

  #check(syntax: ComparisonSyntax): Omit<WhyNode, 'macro' | 'at' | 'decides'> {
    const { condition } = checkCondition(syntax, this.#source)
    if (condition === null) throw new Error('a rule that loaded has a check that does not')
    const text = printCondition(syntax)
    const holds = evaluateCondition(condition, this.#read)
    return { kind: 'check', text, holds, values: condition.kind === 'check' ? this.#seen(condition) : [], terms: [] }
  }

  #seen({ left, right }: Check): readonly SeenValue[] {
    const seen = new Map<string, Value | undefined>()
    const visit = (operand: Check['left']): void => {
      if (operand.kind === 'transformer') operand.arguments.forEach(visit)
      if (operand.kind !== 'field') return
      const { field, argument } = operand
      const written = argument === null ? field.name : `${field.name}[${argument}]`
      seen.set(written, this.#read(field, argument))
    }
    visit(left)
    if (right.kind === 'operand') visit(right.operand)
    return [...seen].map(([field, value]) => ({ field, value }))
  }
}

function holdsOf(kind: 'and' | 'or' | 'not', terms: readonly WhyNode[]): boolean {
  if (kind === 'and') return terms.every(({ holds }) => holds)
  if (kind === 'or') return terms.some(({ holds }) => holds)
  return terms.every(({ holds }) => !holds)
}

/** Marks what the verdict rests on: of a term that decides, those of its parts that made it what it is. */
function marked(node: WhyNode, decides: boolean): WhyNode {
  const isReason = ({ holds }: WhyNode): boolean => node.kind === 'not' || holds === node.holds
  return { ...node, decides, terms: node.terms.map((term) => marked(term, decides && isReason(term))) }
}

/** The checks that the verdict rests on, in order. */
export function reasonsOf({ tree }: Why): readonly WhyNode[] {
  const visit = (node: WhyNode): readonly WhyNode[] => {
    if (!node.decides) return []
    return node.kind === 'check' ? [node] : node.terms.flatMap(visit)
  }
  return visit(tree)
}
