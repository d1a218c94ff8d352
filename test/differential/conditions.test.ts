/** The compiled rules mean what the tree-walking oracle says, for random conditions over random records. */
import { afterAll, describe, expect, test } from 'vitest'
import { stopAssembler } from '#rules-compiler'
import { fields } from '#schema/fields'
import { disagreementsOf } from './compare.ts'
import { Random } from './random.ts'
import { randomCheck, randomCondition } from './random-condition.ts'

const supplied = fields.filter((field) => field.supplied && field.use !== 'output')
const records = 400

afterAll(stopAssembler)

async function compareAll(conditions: readonly string[], seed: number): Promise<void> {
  expect(await disagreementsOf(conditions, seed, records)).toEqual([])
}

describe('compiled conditions', () => {
  test('each field under each operator means what the oracle says', { timeout: 300_000 }, async () => {
    const random = new Random(1)
    await compareAll(
      supplied.flatMap((field) => random.times(3, () => randomCheck(random, field))),
      2,
    )
  })

  test('conditions of many comparisons mean what the oracle says', { timeout: 300_000 }, async () => {
    const random = new Random(3)
    await compareAll(
      random.times(250, () => randomCondition(random, supplied, 2 + random.below(7))),
      4,
    )
  })
})
