/** The compiled rules mean what the tree-walking oracle says, for random conditions over random records. */
import { afterAll, describe, expect, test } from 'vitest'
import { stopAssembler } from '#rules-compiler'
import { fields } from '#schema/fields'
import { Random } from './random.ts'
import { randomCheck, randomCondition } from './random-condition.ts'
import { RecordStream } from './random-record.ts'
import { rulesOf, World } from './world.ts'

const supplied = fields.filter((field) => field.supplied && field.use !== 'output')
const records = 400

afterAll(stopAssembler)

async function compareAll(conditions: readonly string[], seed: number): Promise<void> {
  const rules = rulesOf(conditions)
  const faults = rules.diagnostics.filter(({ severity }) => severity === 'error')
  expect(faults.map(({ message, item }) => `${item}: ${message}`)).toEqual([])
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
  expect([...different]).toEqual([])
}

describe('compiled conditions', () => {
  test('each field under each operator means what the oracle says', { timeout: 120_000 }, async () => {
    const random = new Random(1)
    await compareAll(
      supplied.flatMap((field) => random.times(3, () => randomCheck(random, field))),
      2,
    )
  })

  test('conditions of many comparisons mean what the oracle says', { timeout: 120_000 }, async () => {
    const random = new Random(3)
    await compareAll(
      random.times(250, () => randomCondition(random, supplied, 2 + random.below(7))),
      4,
    )
  })
})
