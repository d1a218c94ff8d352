/** The small door: conditions read, checked and evaluated over fields of one's own, for bundles without the compiler. */

export { mapped, parseIpv4, parseIpv6 } from './check/address.ts'
export { checkCondition } from './check/check-condition.ts'
export { hintFor } from './check/hints.ts'
export { didYouMean } from './check/nearest.ts'
export type { Check, Condition } from './condition/condition.ts'
export { parseCondition } from './condition/parse.ts'
export type { ComparisonSyntax, Syntax } from './condition/syntax.ts'
export { type Source, sources } from './load/source.ts'
export { evaluateCondition, type ReadField, valuesOf } from './oracle/evaluate.ts'
export { asText, type Scalar, type Value } from './oracle/value.ts'
export type { Place } from './place.ts'
export { placedOf } from './report/filter-condition.ts'
