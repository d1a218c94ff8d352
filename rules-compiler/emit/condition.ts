/** A condition as code for events of one type, with what the type decides taken out. */
import type { EventType } from '#schema/events'
import type { Condition } from '../condition/condition.ts'
import { checkCode } from './check.ts'
import type { Program } from './program.ts'

/** Terms beyond which a condition is split into functions, so that no expression nests without bound. */
const maxTerms = 64

function joined(terms: readonly string[], isAnd: boolean, program: Program): string {
  const [neutral, deciding] = isAnd ? ['true', 'false'] : ['false', 'true']
  if (terms.includes(deciding)) return deciding
  const rest = [...new Set(terms.filter((term) => term !== neutral))]
  if (rest.length === 0) return neutral
  if (rest.length > maxTerms) {
    const half = Math.ceil(rest.length / 2)
    return joined(
      [joined(rest.slice(0, half), isAnd, program), joined(rest.slice(half), isAnd, program)],
      isAnd,
      program,
    )
  }
  if (rest.length === 1) return rest[0] ?? neutral
  const condition = rest.join(isAnd ? ' && ' : ' || ')
  return `${program.function(isAnd ? 'all' : 'any', 'e: usize', 'bool', `  return ${condition};`)}(e)`
}

/** The code of a condition: `true`, `false`, or an expression of `e`. */
export function conditionCode(condition: Condition, type: EventType, program: Program): string {
  switch (condition.kind) {
    case 'check':
      return checkCode(condition, type, program)
    case 'constant':
      return String(condition.value)
    case 'not': {
      const term = conditionCode(condition.term, type, program)
      if (term === 'true' || term === 'false') return String(term === 'false')
      return term.startsWith('!') ? term.slice(1) : `!${term}`
    }
    case 'and':
    case 'or': {
      const terms = condition.terms.map((term) => conditionCode(term, type, program))
      return joined(terms, condition.kind === 'and', program)
    }
  }
}
