/** Fields that are known but never have a value in this version. */
import type { Condition } from '../condition/condition.ts'
import type { Template } from '../rule.ts'
import { fieldsOfRule } from './fields-of-rule.ts'

/** The names of such fields in a condition and an output, sorted. */
export const unsuppliedFields = (condition: Condition, template: Template): readonly string[] => {
  const missing = fieldsOfRule(condition, template).filter(({ field }) => !field.supplied)
  return [...new Set(missing.map(({ field }) => field.name))].sort()
}
