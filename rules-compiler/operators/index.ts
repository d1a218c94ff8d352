/** The operators on texts, by name. */
import type { OperatorName } from '../condition/condition.ts'
import { bcontains, contains } from './contains.ts'
import { endswith } from './endswith.ts'
import { equal } from './equal.ts'
import { glob, iglob } from './glob.ts'
import { icontains } from './icontains.ts'
import { intersects, isIn } from './in.ts'
import { notEqual } from './not-equal.ts'
import type { TextOperator } from './operator.ts'
import { orderings } from './order.ts'
import { pmatch } from './pmatch.ts'
import { regex } from './regex.ts'
import { bstartswith, startswith } from './startswith.ts'

const operators = [
  equal,
  notEqual,
  ...orderings,
  isIn,
  intersects,
  pmatch,
  contains,
  icontains,
  bcontains,
  startswith,
  bstartswith,
  endswith,
  glob,
  iglob,
  regex,
]

const byName = new Map(operators.map((operator) => [operator.name, operator]))

/** The operator of that name on texts; `exists` is none, because it compares nothing. */
export function textOperator(name: OperatorName): TextOperator {
  const operator = byName.get(name)
  if (operator === undefined) throw new Error(`${name} does not compare texts`)
  return operator
}
