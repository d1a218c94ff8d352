/** Indexes that Falco takes and that nothing ever stands at. */
import type { Condition } from '../condition/condition.ts'
import type { Template } from '../rule.ts'
import { fieldsOfRule } from './fields-of-rule.ts'

/** No process has more ancestors: Linux has no more process ids. */
const maxAncestors = 4_194_304

/** No event has more arguments. */
const maxArguments = 32

/** What is to say about such indexes in a condition and an output, each once. */
export function indexesWithoutValue(condition: Condition, template: Template): readonly string[] {
  const messages = fieldsOfRule(condition, template).flatMap(({ field: { name }, argument }) => {
    if (typeof argument !== 'number') return []
    const isArgument = name === 'evt.arg' || name === 'evt.rawarg'
    const isAncestor = /^proc\.a[a-z]+$/.test(name) && name !== 'proc.args'
    const most = isArgument ? maxArguments - 1 : isAncestor ? maxAncestors : Number.POSITIVE_INFINITY
    return argument >= 0 && argument <= most ? [] : [`${name}[${argument}] never has a value`]
  })
  return [...new Set(messages)]
}
