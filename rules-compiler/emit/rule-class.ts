/** Event types that the same rules judge by the same code: one class, with one set of masks. */
import type { EventType } from '#schema/events'
import { conjuncts, upperBound } from '../analyse/bound.ts'
import { type Ground, groundsOf, restsOn, type TextGround } from '../analyse/rests-on.ts'
import type { Check, Condition } from '../condition/condition.ts'
import type { ResolvedRule } from '../rule.ts'
import { checkCode } from './check.ts'
import { conditionCode } from './condition.ts'
import type { Program } from './program.ts'
import { isCheap } from './scratch-use.ts'

/** A rule as code for one class. The terms of each ground all hold wherever the condition does; none say nothing. */
export interface ClassRule {
  readonly index: number
  readonly condition: string
  readonly event: readonly string[]
  readonly process: readonly string[]
  readonly text: readonly string[]
}

export interface RuleClass {
  readonly types: EventType[]
  readonly rules: readonly ClassRule[]
  /** What `text` bounds are remembered by. */
  readonly textGround: TextGround | null
}

const isAsked = (rule: ResolvedRule, type: EventType): boolean =>
  rule.source === (type.source ?? 'syscall') && (rule.eventTypes.length === 0 || rule.eventTypes.includes(type.name))

/** The code of what one ground knows of a condition; a check that the event type decides is known on every ground. */
function boundCode(condition: Condition, ground: Ground, type: EventType, program: Program): string {
  const isKnown = (check: Check): boolean => {
    if (restsOn(check, ground, type)) return true
    const code = checkCode(check, type, program)
    return code === 'true' || code === 'false' || (ground === 'event' && isCheap(code))
  }
  return conditionCode(upperBound(condition, isKnown), type, program)
}

function classRule(rule: ResolvedRule, index: number, type: EventType, program: Program): ClassRule {
  const { condition } = rule
  const grounds = groundsOf(type)
  const terms = conjuncts(condition)
  const bounds = (ground: Ground): readonly string[] => {
    const codes = new Set(terms.map((term) => boundCode(term, ground, type, program)))
    codes.delete('true')
    return [...codes]
  }
  return {
    index,
    condition: conditionCode(condition, type, program),
    event: bounds('event'),
    process: grounds.process ? bounds('process') : [],
    text: grounds.text === null ? [] : bounds(grounds.text),
  }
}

function rulesOf(type: EventType, rules: readonly ResolvedRule[], program: Program): readonly ClassRule[] {
  return rules.flatMap((rule, index) => {
    if (!isAsked(rule, type)) return []
    try {
      const one = classRule(rule, index, type, program)
      return one.condition === 'false' ? [] : [one]
    } catch (cause) {
      const { file, line } = rule.at
      throw new Error(`rule '${rule.name}' (${file}:${line}) cannot be compiled: ${(cause as Error).message}`, {
        cause,
      })
    }
  })
}

/** The classes of all event types that some rule may match. */
export function ruleClasses(
  rules: readonly ResolvedRule[],
  program: Program,
  types: readonly EventType[],
): readonly RuleClass[] {
  const classes = new Map<string, RuleClass>()
  for (const type of types.filter(({ judged }) => judged)) {
    const asked = rulesOf(type, rules, program)
    if (asked.length === 0) continue
    const { text } = groundsOf(type)
    const key = JSON.stringify([text, asked])
    const known = classes.get(key)
    if (known === undefined) classes.set(key, { types: [type], rules: asked, textGround: text })
    else known.types.push(type)
  }
  return [...classes.values()]
}
