/**
 * Proposes an exception for a noisy rule: the few combinations of field values that most of its alerts have, as YAML
 * that goes into a Falco rules file as it is. It proposes; whether those alerts are harmless is for a person to say.
 */
import type { Entry } from '../correlate/entry.ts'
import { fieldText } from '../sigma/field.ts'

/** A proposed exception. */
export interface ProposedException {
  readonly rule: string
  readonly fields: readonly string[]
  readonly values: readonly (readonly string[])[]
  /** How many of the alerts looked at it would have kept away. */
  readonly covered: number
  readonly looked: number
  readonly yaml: string
}

/** Fields that tell who did it and to what, the narrowest description first. */
const candidates: readonly (readonly string[])[] = [
  ['container.image.repository', 'proc.name', 'fd.name'],
  ['k8s.ns.name', 'proc.name', 'fd.name'],
  ['proc.name', 'proc.pname', 'fd.name'],
  ['container.image.repository', 'proc.name'],
  ['proc.exepath', 'proc.pname'],
  ['proc.name', 'proc.pname'],
  ['proc.name', 'user.name'],
  ['proc.name'],
  ['container.image.repository'],
  ['user.name'],
]

const maxValues = 10

/** Enough of the alerts for an exception to be worth it. */
const enough = 0.6

/** The proposal for a rule out of its folded alerts; undefined where they have no values in common. */
export const proposeException = (rule: string, entries: readonly Entry[]): ProposedException | undefined => {
  const looked = entries.reduce((sum, entry) => sum + entry.count, 0)
  const found = candidates
    .map((fields) => ({ fields, ...commonValues(fields, entries) }))
    .filter(({ values }) => values.length > 0)
  const [first] = found
  if (first === undefined) return undefined
  const best =
    found.find(({ covered }) => covered >= looked * enough) ??
    found.reduce((most, one) => (one.covered > most.covered ? one : most), first)
  const { fields, values, covered } = best
  return { rule, fields, values, covered, looked, yaml: yamlOf(rule, fields, values) }
}

const commonValues = (
  fields: readonly string[],
  entries: readonly Entry[],
): { readonly values: readonly (readonly string[])[]; readonly covered: number } => {
  const counts = new Map<string, { values: readonly string[]; count: number }>()
  for (const entry of entries) {
    const values = fields.map((field) => fieldText(entry.sample, field))
    if (!values.every((value) => value !== undefined)) continue
    const key = JSON.stringify(values)
    counts.set(key, { values, count: (counts.get(key)?.count ?? 0) + entry.count })
  }
  const most = [...counts.values()].sort((left, right) => right.count - left.count).slice(0, maxValues)
  return { values: most.map(({ values }) => values), covered: most.reduce((sum, { count }) => sum + count, 0) }
}

/** Text from alerts is hostile: every value is quoted as JSON, which YAML reads the same way. */
const yamlOf = (rule: string, fields: readonly string[], values: readonly (readonly string[])[]): string =>
  [
    `- rule: ${JSON.stringify(rule)}`,
    '  exceptions:',
    `    - name: ${JSON.stringify(`known_${fields.map((field) => field.replaceAll('.', '_')).join('_and_')}`)}`,
    `      fields: [${fields.join(', ')}]`,
    `      comps: [${fields.map(() => '"="').join(', ')}]`,
    '      values:',
    ...values.map((one) => `        - [${one.map((value) => JSON.stringify(value)).join(', ')}]`),
    '  override:',
    '    exceptions: append',
    '',
  ].join('\n')
