/**
 * A condition as clauses that hold wherever it does, by three-valued abstraction: what the kernel cannot check may be
 * true, negated or not. Parts that depend on the process alone become one condition each, as large as can be.
 */
import type { EventType } from '#schema/events'
import type { Condition } from '../condition/condition.ts'
import { always, type Clause, processHolds } from './clause.ts'
import { signatureOf } from './constant.ts'
import { andClauses, orClauses } from './dnf.ts'
import type { Leaf } from './kernel-leaf.ts'
import { leafOf } from './leaf.ts'

const anything: readonly Clause[] = [always]

/** A condition of which the event type's constants are taken out, with the leaves that are left. */
type Tree =
  | { readonly kind: 'leaf'; readonly leaf: Exclude<Leaf, { kind: 'constant' }>; readonly condition: Condition }
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Tree[] }
  | { readonly kind: 'not'; readonly term: Tree }
  | { readonly kind: 'constant'; readonly value: boolean }

function junction(kind: 'and' | 'or', terms: readonly Tree[]): Tree {
  const deciding = kind === 'or'
  if (terms.some((term) => term.kind === 'constant' && term.value === deciding))
    return { kind: 'constant', value: deciding }
  const rest = terms
    .filter((term) => term.kind !== 'constant')
    .flatMap((term) => (term.kind === kind ? term.terms : [term]))
  const [only] = rest
  if (only === undefined) return { kind: 'constant', value: !deciding }
  return rest.length === 1 ? only : { kind, terms: rest }
}

function treeOf(condition: Condition, type: EventType): Tree {
  switch (condition.kind) {
    case 'constant':
      return condition
    case 'check': {
      const leaf = leafOf(condition, type)
      return leaf.kind === 'constant' ? leaf : { kind: 'leaf', leaf, condition }
    }
    case 'not': {
      const term = treeOf(condition.term, type)
      if (term.kind === 'constant') return { kind: 'constant', value: !term.value }
      return term.kind === 'not' ? term.term : { kind: 'not', term }
    }
    default:
      return junction(
        condition.kind,
        condition.terms.map((term) => treeOf(term, type)),
      )
  }
}

function conditionOf(tree: Tree): Condition {
  switch (tree.kind) {
    case 'leaf':
      return tree.condition
    case 'constant':
      return tree
    case 'not':
      return { kind: 'not', term: conditionOf(tree.term) }
    default:
      return { kind: tree.kind, terms: tree.terms.map(conditionOf) }
  }
}

/** Whether everything in it asks only the process; leaves that the kernel knows by itself are better left to it. */
function isOfProcess(tree: Tree): boolean {
  if (tree.kind === 'leaf') return tree.leaf.kind === 'process'
  return tree.kind === 'not' ? isOfProcess(tree.term) : tree.kind !== 'constant' && tree.terms.every(isOfProcess)
}

const ofProcess = (tree: Tree, negated: boolean): readonly Clause[] =>
  processHolds(negated ? { kind: 'not', term: conditionOf(tree) } : conditionOf(tree))

function clausesOfTree(tree: Tree, negated: boolean): readonly Clause[] {
  if (isOfProcess(tree)) return ofProcess(tree, negated)
  switch (tree.kind) {
    case 'constant':
      return tree.value === negated ? [] : anything
    case 'not':
      return clausesOfTree(tree.term, !negated)
    case 'leaf':
      return tree.leaf.kind !== 'kernel' ? anything : negated ? tree.leaf.fails : tree.leaf.holds
    default: {
      const own = tree.terms.filter(isOfProcess)
      const others = tree.terms.filter((term) => !isOfProcess(term)).map((term) => clausesOfTree(term, negated))
      const lists = own.length === 0 ? others : [...others, ofProcess(junction(tree.kind, own), negated)]
      return (tree.kind === 'and') === negated ? orClauses(lists) : andClauses(lists)
    }
  }
}

const known = new WeakMap<Condition, Map<string, readonly Clause[]>>()

/** Clauses that hold for every event of the type for which the condition does; none if it cannot. */
export function clausesOf(condition: Condition, type: EventType): readonly Clause[] {
  const bySignature = known.get(condition) ?? new Map<string, readonly Clause[]>()
  known.set(condition, bySignature)
  const signature = signatureOf(condition, type)
  const clauses = bySignature.get(signature) ?? clausesOfTree(treeOf(condition, type), false)
  bySignature.set(signature, clauses)
  return clauses
}

/** One comparison and what became of it. */
export interface LeafOutcome {
  readonly condition: Condition & { kind: 'check' }
  readonly leaf: Leaf
}

/** Every comparison of a condition in events of one type, constants included. */
export function leavesOf(condition: Condition, type: EventType): readonly LeafOutcome[] {
  switch (condition.kind) {
    case 'constant':
      return []
    case 'check':
      return [{ condition, leaf: leafOf(condition, type) }]
    case 'not':
      return leavesOf(condition.term, type)
    default:
      return condition.terms.flatMap((term) => leavesOf(term, type))
  }
}
