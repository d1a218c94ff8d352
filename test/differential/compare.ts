/** Judges random records by compiled conditions and by the oracle, and tells where they differ. */
import { Random } from './random.ts'
import { RecordStream } from './random-record.ts'
import { rulesOf, World } from './world.ts'

/** Where compiled code and oracle disagree: the condition, and the first record that shows it. */
export interface Disagreement {
  readonly condition: string
  readonly record: string
}

/** Compiles the conditions and judges so many records of a seed; throws if a condition does not load. */
export async function disagreementsOf(
  conditions: readonly string[],
  seed: number,
  records: number,
): Promise<readonly Disagreement[]> {
  const rules = rulesOf(conditions)
  const faults = rules.diagnostics.filter(({ severity }) => severity === 'error')
  if (faults.length > 0) throw new Error(faults.map(({ message, item }) => `${item}: ${message}`).join('\n'))
  const world = await World.of(rules)
  const stream = new RecordStream(new Random(seed))
  const different = new Map<string, string>()
  for (let i = 0; i < records; i++) {
    const record = stream.next()
    for (const name of world.disagreements(record)) {
      const condition = conditions[Number(name.slice(1))] ?? ''
      if (!different.has(condition)) different.set(condition, `record ${i}, ${record.type}`)
    }
  }
  return [...different].map(([condition, record]) => ({ condition, record }))
}
