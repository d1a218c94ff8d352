/** `npm run fuzz -- [--seconds N] [--seed N]`: the differential test of conditions, for as long as wanted. */
import { parseArgs } from 'node:util'
import { stopAssembler } from '#rules-compiler'
import { fields } from '#schema/fields'
import { disagreementsOf } from './compare.ts'
import { Random } from './random.ts'
import { randomCondition } from './random-condition.ts'

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '300' }, seed: { type: 'string', default: String(Date.now() % 1e9) } },
})
const supplied = fields.filter((field) => field.supplied && field.use !== 'output')
const end = performance.now() + Number(values.seconds) * 1000
const conditionsPerRound = 250
const recordsPerRound = 400

let seed = Number(values.seed)
let checked = 0
let found = 0
for (; performance.now() < end; seed++) {
  const random = new Random(seed)
  const conditions = random.times(conditionsPerRound, () => randomCondition(random, supplied, 1 + random.below(12)))
  for (const { condition, record } of await disagreementsOf(conditions, seed, recordsPerRound)) {
    found++
    console.log(`seed ${seed}, ${record}: ${condition}`)
  }
  checked += conditionsPerRound * recordsPerRound
}
stopAssembler()
console.log(`${checked.toLocaleString('en-US')} verdicts compared up to seed ${seed}, ${found} differ`)
process.exitCode = found === 0 ? 0 : 1
