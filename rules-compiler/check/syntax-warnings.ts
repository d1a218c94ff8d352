/** Warnings about a condition that need no types: deprecated fields and unsafe comparisons with `<NA>`. */
import { fieldsOf } from '../condition/fields-of.ts'
import type { ComparisonSyntax, OperandSyntax, Syntax } from '../condition/syntax.ts'
import type { WarningCode } from '../load/findings.ts'

const latencyMessage = 'field is not available due to the drop of enter events.'

/** What Falco says of its deprecated fields, by name. */
export const deprecatedFields: ReadonlyMap<string, string> = new Map([
  [
    'evt.dir',
    "due to the drop of enter events, 'evt.dir = <' always evaluates to true, and 'evt.dir = >' always evaluates to false. The rule expression can be simplified by removing the condition on 'evt.dir'",
  ],
  ...['evt.latency', 'evt.latency.s', 'evt.latency.ns', 'evt.latency.human', 'evt.wait_latency'].map(
    (name): [string, string] => [name, latencyMessage],
  ),
])

/** A warning about a condition. */
export interface SyntaxWarning {
  readonly code: WarningCode
  readonly message: string
  readonly comparison: ComparisonSyntax
}

const equalities: ReadonlySet<string> = new Set(['=', '!=', 'in', 'intersects', 'pmatch'])

/** The warnings of a condition, each kind once. */
export function syntaxWarnings(syntax: Syntax): readonly SyntaxWarning[] {
  const found = new Map<string, SyntaxWarning>()
  for (const comparison of comparisonsOf(syntax)) {
    for (const name of fieldNamesOf(comparison.left)) {
      const message = deprecatedFields.get(name)
      if (message !== undefined && !found.has(name))
        found.set(name, {
          code: 'LOAD_DEPRECATED_ITEM',
          message: `usage of deprecated field '${name}': ${message}`,
          comparison,
        })
    }
    if (isUnsafe(comparison) && !found.has('<NA>'))
      found.set('<NA>', {
        code: 'LOAD_UNSAFE_NA_CHECK',
        message: "comparing a field value with <NA> is unsafe; 'exists' asks whether a field has a value",
        comparison,
      })
  }
  return [...found.values()]
}

/** The comparisons of a condition; those of shared macros once. */
export function comparisonsOf(syntax: Syntax): readonly ComparisonSyntax[] {
  const seen = new Set<Syntax>()
  const comparisons: ComparisonSyntax[] = []
  const pending: Syntax[] = [syntax]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    if (next.kind === 'comparison') comparisons.push(next)
    else if (next.kind === 'not') pending.push(next.term)
    else if (next.kind !== 'identifier') pending.push(...next.terms.toReversed())
  }
  return comparisons
}

/** The names of the fields inside an operand. */
export const fieldNamesOf = (operand: OperandSyntax): readonly string[] => fieldsOf(operand).map(({ name }) => name)

const isUnsafe = ({ left, operator, quantifier, right }: ComparisonSyntax): boolean =>
  equalities.has(operator) &&
  quantifier === null &&
  right?.kind === 'values' &&
  right.values.includes('<NA>') &&
  fieldNamesOf(left).some((name) => name.startsWith('ka.') || name.startsWith('jevt.'))
