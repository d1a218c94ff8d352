/** A stateful rule in Sigma's correlation format, ready to be asked. */
import type { Priority } from '#schema/priority'

/** Sigma's types of correlation. */
export const correlationTypes = ['event_count', 'value_count', 'temporal', 'temporal_ordered'] as const

/** One of Sigma's types of correlation. */
export type CorrelationType = (typeof correlationTypes)[number]

/** Sigma's comparisons of a count. */
export const comparisons = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const

/** One of Sigma's comparisons of a count. */
export type Comparison = (typeof comparisons)[number]

/** What a count is compared with; all of them must hold. */
export type Condition = Readonly<Partial<Record<Comparison, number>>>

/** A correlation. */
export interface CorrelationRule {
  /** Digest of everything that decides what it finds: 16 hex digits. State is kept by it. */
  readonly key: string
  readonly title: string
  /** What other correlations may call it: title, name and id. */
  readonly names: readonly string[]
  readonly type: CorrelationType
  /** Names of rules in the order written; a name of another correlation stands for what that one finds. */
  readonly rules: readonly string[]
  readonly groupBy: readonly string[]
  /** Field of a rule by alias and rule. */
  readonly aliases: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly timespanNs: bigint
  readonly condition: Condition
  /** The field whose values `value_count` counts. */
  readonly field: string | undefined
  readonly priority: Priority
  readonly tags: readonly string[]
  readonly description: string
  /** Whether the rules that it refers to speak for themselves too; undefined where the rule does not say. */
  readonly generate: boolean | undefined
  /** Whether what it finds is told, or only counted by other correlations. */
  readonly emits: boolean
}

/** Whether a count meets a condition. */
export const meets = (count: number, condition: Condition): boolean =>
  comparisons.every((comparison) => {
    const bound = condition[comparison]
    return bound === undefined || compare[comparison](count, bound)
  })

const compare: Readonly<Record<Comparison, (count: number, bound: number) => boolean>> = {
  gt: (count, bound) => count > bound,
  gte: (count, bound) => count >= bound,
  lt: (count, bound) => count < bound,
  lte: (count, bound) => count <= bound,
  eq: (count, bound) => count === bound,
  neq: (count, bound) => count !== bound,
}

/** Whether more alerts can only ever make the condition true, never false again. */
export const isMonotone = ({ lt, lte, eq, neq }: Condition): boolean =>
  lt === undefined && lte === undefined && eq === undefined && neq === undefined

/** A condition in words: `>= 10`. */
export const conditionText = (condition: Condition): string =>
  comparisons
    .flatMap((comparison) => (condition[comparison] === undefined ? [] : [`${comparison} ${condition[comparison]}`]))
    .join(' and ')
