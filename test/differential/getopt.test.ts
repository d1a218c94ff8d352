/** Compiled getopt means what the oracle says, for random command lines, option strings and selectors. */
import { afterAll, expect, test } from 'vitest'
import { stopAssembler } from '#rules-compiler'
import { disagreementsOf } from './compare.ts'
import { Random } from './random.ts'

afterAll(stopAssembler)

const words = ['-a', '-b', '-ab', '-bx', '-abx', '-z', '--', '--long', '-', 'x', 'y']
const optionStrings = ['a', 'ab', 'ab:', 'a:b', 'a:b:', ':ab:', 'abz']

function randomCondition(random: Random): string {
  const line = random.times(1 + random.below(5), () => JSON.stringify(random.of(words))).join(', ')
  const call = `getopt((${line}), ${JSON.stringify(random.of(optionStrings))})`
  const selected = `${call}[${random.of(['a', 'b', 'z'])}]`
  return random.of([
    `${selected} exists`,
    `${selected} = ${random.of(['x', 'y', 'a', '-a'])}`,
    `${selected} != x`,
    `${call} intersects (a, ${random.of(['b', 'z', '?', '-b'])})`,
    `not ${selected} in (x, y)`,
  ])
}

test('compiled getopt means what the oracle says', { timeout: 120_000 }, async () => {
  const random = new Random(7)
  const conditions = random.times(300, () => randomCondition(random))
  expect(await disagreementsOf(conditions, 8, 20)).toEqual([])
})
